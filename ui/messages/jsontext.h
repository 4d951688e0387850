#pragma once

// JSON texts with unchanged tokens. QJsonDocument would sort the keys and round large numbers, so texts are
// not parsed into values here. They are checked (RFC 8259) and indented token by token.

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

//! Deeper nesting is reported as TooDeep, which limits the stack and the indentation.
inline constexpr int MaxJsonDepth = 256;

struct JsonCheck
{
    JsonFault fault = JsonFault::None;
    qsizetype offset = 0; //!< of the fault, in UTF-16 units
    int line = 1;         //!< of the fault, from 1
    int column = 1;       //!< of the fault, from 1, in characters

    bool isOk() const { return fault == JsonFault::None; }
};

//! Checks whether \a text is one JSON value, with only white space around it.
JsonCheck checkJson(QStringView text);

//! Returns a translated description.
QString describe(JsonFault fault);

struct IndentedJson
{
    QString text; //!< all tokens before the fault
    JsonCheck check;
};

//! Returns \a text indented by two spaces a level, up to MaxIndentedLevels. The tokens stay unchanged.
IndentedJson indentJson(QStringView text);
inline constexpr int MaxIndentedLevels = 40;

} // namespace signalbox
