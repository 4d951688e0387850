#include "core/protocol/jsontext.h"

#include "core/base/ascii.h"
#include "core/base/unicode.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace signalbox {

namespace {

//! What stands for a byte in a JSON string.
struct WrittenEscape
{
    char text[7] = {};
    quint8 size = 0; //!< 0: the byte stands for itself
};
static_assert(sizeof(WrittenEscape) == 8); // copied as a whole

constexpr std::array<WrittenEscape, 256> escapes = [] {
    constexpr char Hex[] = "0123456789abcdef";
    std::array<WrittenEscape, 256> table{};
    for (std::size_t control = 0; control < 0x20; ++control)
        table[control] = {{'\\', 'u', '0', '0', Hex[control >> 4], Hex[control & 0xF]}, MaxEscape};
    const auto letter = [&table](char byte, char escape) { table[quint8(byte)] = {{'\\', escape}, 2}; };
    letter('\b', 'b');
    letter('\f', 'f');
    letter('\n', 'n');
    letter('\r', 'r');
    letter('\t', 't');
    letter('"', '"');
    letter('\\', '\\');
    return table;
}();

const WrittenEscape &escapeOf(char byte)
{
    return escapes[quint8(byte)];
}

//! Returns the first byte that has to be escaped; \a end if there is none.
const char *nextEscape(const char *at, const char *end)
{
    constexpr quint64 Ones = 0x0101010101010101;
    while (end - at >= qsizetype(sizeof(quint64))) {
        quint64 bytes = 0;
        std::memcpy(&bytes, at, sizeof bytes);
        const quint64 quotes = bytes ^ (Ones * '"');
        const quint64 backslashes = bytes ^ (Ones * '\\');
        // A subtraction borrows from the highest bit of a byte below 0x20, and of one that is zero after the XOR. What it
        // borrows from the byte above matters only where such a byte was found.
        const quint64 found = (bytes - Ones * 0x20) | (quotes - Ones) | (backslashes - Ones);
        if ((found & ~bytes & (Ones * 0x80)) != 0)
            break;
        at += sizeof bytes;
    }
    while (at != end && escapeOf(*at).size == 0)
        ++at;
    return at;
}

//! Returns the size of \a utf8 in a JSON string.
qsizetype escapedSize(QByteArrayView utf8)
{
    qsizetype size = utf8.size();
    for (const char *at = utf8.begin(); (at = nextEscape(at, utf8.end())) != utf8.end();) {
        for (; at != utf8.end() && escapeOf(*at).size > 0; ++at)
            size += escapeOf(*at).size - 1;
    }
    return size;
}

//! Returns the byte that a backslash and \a letter represent, or 0 if there is no such escape.
char shortEscape(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

//! Parses the four hex digits at the beginning of \a text.
std::optional<char32_t> codeUnit(QByteArrayView text)
{
    if (text.size() < 4)
        return std::nullopt;
    char32_t unit = 0;
    for (const char digit : text.first(4)) {
        const int value = hexValue(digit);
        if (value < 0)
            return std::nullopt;
        unit = unit << 4 | char32_t(value);
    }
    return unit;
}

struct Escape
{
    char32_t character = 0;
    qsizetype size = 0; //!< length in bytes, including the backslash; 0: invalid
};

//! Parses the escape at the beginning of \a text, which begins with a backslash.
Escape readEscape(QByteArrayView text)
{
    constexpr qsizetype UnitSize = 6; // \uXXXX
    if (text.size() < 2)
        return {};
    if (text[1] != 'u') {
        const char byte = shortEscape(text[1]);
        return byte ? Escape{char32_t(byte), 2} : Escape{};
    }
    const std::optional<char32_t> unit = codeUnit(text.sliced(2));
    if (!unit)
        return {};
    if (!QChar::isSurrogate(*unit))
        return {*unit, UnitSize};
    const QByteArrayView next = text.sliced(UnitSize);
    if (QChar::isLowSurrogate(*unit) || !next.startsWith("\\u"))
        return {};
    const std::optional<char32_t> low = codeUnit(next.sliced(2));
    if (!low || !QChar::isLowSurrogate(*low))
        return {};
    return {QChar::surrogateToUcs4(char16_t(*unit), char16_t(*low)), 2 * UnitSize};
}

void appendUtf8(QByteArray &text, char32_t character)
{
    const auto continuation = [character](int shift) { return char(0x80 | (character >> shift & 0x3F)); };
    if (character < 0x80) {
        text.append(char(character));
    } else if (character < 0x800) {
        text.append(char(0xC0 | character >> 6)).append(continuation(0));
    } else if (character < 0x10000) {
        text.append(char(0xE0 | character >> 12)).append(continuation(6)).append(continuation(0));
    } else {
        text.append(char(0xF0 | character >> 18)).append(continuation(12));
        text.append(continuation(6)).append(continuation(0));
    }
}

//! Calls \a run with each part without escapes and \a character with the character of each escape. Returns
//! false at the first invalid escape.
template <typename Run, typename Character>
bool readString(QByteArrayView inside, Run run, Character character)
{
    while (!inside.isEmpty()) {
        const void *found = std::memchr(inside.data(), '\\', std::size_t(inside.size()));
        const qsizetype plain = found ? static_cast<const char *>(found) - inside.data() : inside.size();
        run(inside.first(plain));
        inside = inside.sliced(plain);
        if (inside.isEmpty())
            break;
        const Escape escape = readEscape(inside);
        if (escape.size == 0)
            return false;
        character(escape.character);
        inside = inside.sliced(escape.size);
    }
    return true;
}

//! Returns \a text without the digits at its beginning.
QByteArrayView afterDigits(QByteArrayView text)
{
    qsizetype count = 0;
    while (count < text.size() && isAsciiDigit(text[count]))
        ++count;
    return text.sliced(count);
}

} // namespace

void appendQuoted(QByteArray &json, QByteArrayView utf8)
{
    json.append('"');
    if (nextEscape(utf8.begin(), utf8.end()) == utf8.end()) {
        json.append(utf8);
    } else {
        const qsizetype before = json.size();
        json.resize(before + escapedSize(utf8));
        escapeTo({json.data() + before, std::size_t(json.size() - before)}, utf8);
    }
    json.append('"');
}

EscapedText escapeTo(std::span<char> out, QByteArrayView utf8)
{
    const char *at = utf8.begin();
    char *to = out.data();
    char *const full = to + out.size();
    while (at != utf8.end()) {
        // Runs of bytes that need an escape, as in binary data, and runs of bytes that need none.
        for (; at != utf8.end() && escapeOf(*at).size > 0; ++at) {
            const WrittenEscape &escape = escapeOf(*at);
            if (full - to >= qsizetype(sizeof escape))
                std::memcpy(to, &escape, sizeof escape); // a copy of fixed size is faster
            else if (full - to >= escape.size)
                std::memcpy(to, escape.text, escape.size);
            else
                return {at - utf8.begin(), to - out.data()};
            to += escape.size;
        }
        const QByteArrayView run(at, nextEscape(at, utf8.end()));
        const qsizetype copied = wholeCharacters(run, full - to);
        std::copy_n(at, copied, to);
        at += copied;
        to += copied;
        if (copied < run.size())
            break;
    }
    return {at - utf8.begin(), to - out.data()};
}

bool isJsonString(QByteArrayView token)
{
    return token.size() >= 2 && token.front() == '"' && token.back() == '"';
}

bool hasValidEscapes(QByteArrayView inside)
{
    return readString(
        inside, [](QByteArrayView) {}, [](char32_t) {});
}

QByteArray unescaped(QByteArrayView inside)
{
    QByteArray text;
    text.reserve(inside.size()); // an escape is never shorter than its character
    readString(
        inside, [&text](QByteArrayView run) { text.append(run); },
        [&text](char32_t character) { appendUtf8(text, character); });
    return text;
}

std::vector<QByteArrayView> jsonElements(QByteArrayView array)
{
    std::vector<QByteArrayView> elements;
    int depth = 0;
    qsizetype begin = 1;
    const auto add = [&](qsizetype end) {
        while (begin < end && isJsonSpace(array[begin]))
            ++begin;
        while (begin < end && isJsonSpace(array[end - 1]))
            --end;
        if (begin < end) // only an empty array has an empty element
            elements.push_back(array.sliced(begin, end - begin));
    };
    for (qsizetype at = 1; at < array.size() - 1; ++at) {
        const char character = array[at];
        if (character == '"') {
            for (++at; array[at] != '"'; ++at)
                at += int(array[at] == '\\');
        } else if (character == ',' && depth == 0) {
            add(at);
            begin = at + 1;
        } else {
            depth += int(character == '{' || character == '[') - int(character == '}' || character == ']');
        }
    }
    add(array.size() - 1);
    return elements;
}

bool isJsonNumber(QByteArrayView token)
{
    if (token.startsWith('-'))
        token = token.sliced(1);
    const QByteArrayView afterInteger = afterDigits(token);
    const qsizetype integerDigits = token.size() - afterInteger.size();
    if (integerDigits == 0 || (integerDigits > 1 && token.front() == '0'))
        return false;
    token = afterInteger;
    const auto skipDigits = [&token] {
        const qsizetype before = token.size();
        token = afterDigits(token);
        return token.size() < before;
    };
    if (token.startsWith('.')) {
        token = token.sliced(1);
        if (!skipDigits())
            return false;
    }
    if (token.startsWith('e') || token.startsWith('E')) {
        token = token.sliced(1);
        if (token.startsWith('+') || token.startsWith('-'))
            token = token.sliced(1);
        if (!skipDigits())
            return false;
    }
    return token.isEmpty();
}

} // namespace signalbox
