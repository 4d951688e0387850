#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace load {

//! The header of a message, as hexadecimal digits, so that the message is valid text: sender, number of the
//! message of that sender, and the time when it was due. Not the time of sending, so that waiting for a slow
//! server counts as latency.
struct Stamp
{
    std::uint16_t sender = 0;
    std::uint32_t sequence = 0;
    std::int64_t due = 0; //!< nanoseconds of the steady clock

    static constexpr qsizetype Size = 4 + 8 + 16;

    void write(char *to) const;
    static std::optional<Stamp> read(QByteArrayView payload);
};

//! Returns a message of \a size bytes (at least Stamp::Size) with space for a stamp. The rest resembles the
//! JSON of a chat, for realistic compression.
QByteArray messageOfSize(qsizetype size);

std::int64_t steadyNow();

} // namespace load
