#pragma once

#include <QByteArray>

namespace signalbox {

//! Returns \a request with "***" for the value of every field `token`, so that it can be logged.
QByteArray maskedTokens(const QByteArray &request);
//! The same for \a text that is not JSON, or only the beginning of it: what cannot be told from a token is masked, too.
QByteArray maskedTokensOfInvalid(const QByteArray &text);

} // namespace signalbox
