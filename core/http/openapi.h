#pragma once

#include <QByteArray>

namespace signalbox {

class ApiRouter;

//! Returns the document (OpenAPI 3.1) of all routes of \a router, with the texts of \a title and \a version.
QByteArray openApiDocument(const ApiRouter &router, const QByteArray &title, const QByteArray &version);

} // namespace signalbox
