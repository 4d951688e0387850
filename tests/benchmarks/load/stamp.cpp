#include "stamp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

namespace load {

namespace {

void writeHex(char *to, int digits, std::uint64_t value)
{
    for (int i = digits - 1; i >= 0; --i, value >>= 4)
        to[i] = "0123456789abcdef"[value & 0xF];
}

std::optional<std::uint64_t> readHex(QByteArrayView digits)
{
    std::uint64_t value = 0;
    for (const char digit : digits) {
        if (digit >= '0' && digit <= '9')
            value = value << 4 | std::uint64_t(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            value = value << 4 | std::uint64_t(digit - 'a' + 10);
        else
            return std::nullopt;
    }
    return value;
}

} // namespace

void Stamp::write(char *to) const
{
    writeHex(to, 4, sender);
    writeHex(to + 4, 8, sequence);
    writeHex(to + 12, 16, std::uint64_t(due));
}

std::optional<Stamp> Stamp::read(QByteArrayView payload)
{
    if (payload.size() < Size)
        return std::nullopt;
    const auto sender = readHex(payload.sliced(0, 4));
    const auto sequence = readHex(payload.sliced(4, 8));
    const auto due = readHex(payload.sliced(12, 16));
    if (!sender || !sequence || !due)
        return std::nullopt;
    return Stamp{std::uint16_t(*sender), std::uint32_t(*sequence), std::int64_t(*due)};
}

QByteArray messageOfSize(qsizetype size)
{
    static constexpr std::array Words{"user",  "message", "content", "room",   "price", "hello",
                                      "world", "Grüße",   "time",    "latest", "order", "signal"};
    std::minstd_rand random(1); // the same bytes in each run
    QByteArray message(Stamp::Size, '0');
    while (message.size() < size) {
        message += " {\"";
        message += Words[random() % Words.size()];
        message += "\":";
        message += QByteArray::number(qulonglong(random()));
        message += '}';
    }
    // Do not split a character.
    message.truncate(std::max(size, Stamp::Size));
    for (qsizetype i = message.size() - 1; i >= 0 && (message[i] & 0x80); --i)
        message[i] = '.';
    return message;
}

std::int64_t steadyNow()
{
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace load
