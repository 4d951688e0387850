#pragma once

// JSON as it was typed or sent. QJsonDocument would sort the keys and round big numbers, so the text is never
// parsed into values here: it is checked (RFC 8259) and laid out token by token.

#include <QString>
#include <QStringView>

namespace signalbox {

enum class JsonFault : quint8 {
    None,
    UnexpectedEnd,
    ExpectedValue,
    ExpectedKey,
    ExpectedColon,
    ExpectedCommaOrEnd,
    BadLiteral,
    BadNumber,
    BadEscape,
    ControlInString,
    TooDeep,
    TrailingText,
};

//! Deeper nesting is refused: no sane message needs it, and indentation would grow without bound.
inline constexpr int MaxJsonDepth = 256;

struct JsonCheck
{
    JsonFault fault = JsonFault::None;
    qsizetype offset = 0; //!< of the fault, in UTF-16 units
    int line = 1;         //!< of the fault, from 1
    int column = 1;       //!< of the fault, from 1, in characters

    bool isOk() const { return fault == JsonFault::None; }
};

//! One JSON value with nothing but white space around it?
JsonCheck checkJson(QStringView text);

//! What is wrong, for people.
QString describe(JsonFault fault);

struct IndentedJson
{
    QString text; //!< every token as it was, up to the fault
    JsonCheck check;
};

//! Lays \a text out with two spaces a level (at most MaxIndentedLevels of them); the tokens stay as they are.
IndentedJson indentJson(QStringView text);
inline constexpr int MaxIndentedLevels = 40;

} // namespace signalbox
