#pragma once

#include <QString>

#include <optional>

namespace signalbox {

//! Returns \a text as an element of PolicySettings::origins; nothing if it cannot be one.
std::optional<QString> normalisedOriginPattern(const QString &text);

} // namespace signalbox
