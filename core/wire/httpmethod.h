#pragma once

#include "core/wire/httpresponse.h"

#include <optional>

namespace signalbox {

//! Returns whether \a method is one of RFC 9110, or PATCH. Methods are case-sensitive.
bool isKnownMethod(QByteArrayView method);

//! Returns the response to \a method where only GET and HEAD are served, or nothing for these: 204 for OPTIONS, 405
//! for the other methods of RFC 9110 and PATCH, both with Allow, and 501 for unknown ones.
std::optional<HttpResponse> answerToMethod(QByteArrayView method);

} // namespace signalbox
