#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace load {

//! What a message tells of itself, as hexadecimal digits at its beginning, so that it is text, too: who sent
//! it, the how manieth of that sender it is, and when it was due. Not when it was sent: a message that had to
//! wait for a slow server has waited.
struct Stamp
{
    std::uint16_t sender = 0;
    std::uint32_t sequence = 0;
    std::int64_t due = 0; //!< nanoseconds of the steady clock

    static constexpr qsizetype Size = 4 + 8 + 16;

    void write(char *to) const;
    static std::optional<Stamp> read(QByteArrayView payload);
};

//! A message of \a size bytes (at least Stamp::Size) with room for a stamp. What follows it reads like the
//! JSON of a chat, so that compressing it is as hard as it is in life.
QByteArray messageOfSize(qsizetype size);

std::int64_t steadyNow();

} // namespace load
