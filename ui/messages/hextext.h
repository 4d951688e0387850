#pragma once

// Bytes as text, and back.

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace signalbox {

//! Returns an array definition in C: `const unsigned char payload[3] = {0x01, ...};` on several lines.
QString cArrayOf(QByteArrayView bytes);

//! Returns the bytes that \a text writes as pairs of hex digits, with or without blanks between the pairs; nullopt if it is
//! anything else, or empty.
std::optional<QByteArray> bytesOfHex(const QString &text);

} // namespace signalbox
