#include "core/auth/base64url.h"

#include <array>
#include <string_view>

namespace signalbox {

namespace {

constexpr quint8 NoDigit = 0xFF;
constexpr int BitsOfDigit = 6;
constexpr int BitsOfByte = 8;

constexpr std::array<quint8, 256> digitTable()
{
    std::array<quint8, 256> table{};
    table.fill(NoDigit);
    quint8 value = 0;
    for (const char digit :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
        table[quint8(digit)] = value++;
    return table;
}

} // namespace

std::optional<QByteArray> decodeBase64Url(QByteArrayView text)
{
    static constexpr std::array<quint8, 256> Digits = digitTable();
    if (text.size() % 4 == 1)
        return std::nullopt;
    QByteArray bytes(text.size() * BitsOfDigit / BitsOfByte, Qt::Uninitialized);
    char *out = bytes.data();
    quint32 bits = 0;
    int count = 0; // of the lowest bits that are not written yet
    for (const char character : text) {
        const quint8 digit = Digits[quint8(character)];
        if (digit == NoDigit)
            return std::nullopt;
        bits = (bits << BitsOfDigit) | digit;
        count += BitsOfDigit;
        if (count >= BitsOfByte) {
            count -= BitsOfByte;
            *out++ = char(bits >> count);
        }
    }
    const bool hasRest = (bits & ((1U << count) - 1)) != 0;
    return hasRest ? std::nullopt : std::optional(bytes);
}

} // namespace signalbox
