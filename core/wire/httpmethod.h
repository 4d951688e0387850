#pragma once

#include "core/wire/httpresponse.h"

#include <optional>

namespace signalbox {

//! Returns the response to \a method where only GET and HEAD are served, or nothing for these: 204 for OPTIONS, 405
//! for the other methods of RFC 9110 and PATCH, both with Allow, and 501 for unknown ones. Methods are
//! case-sensitive.
std::optional<HttpResponse> answerToMethod(QByteArrayView method);

} // namespace signalbox
