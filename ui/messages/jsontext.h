#pragma once

// JSON texts with unchanged tokens. QJsonDocument would sort the keys and round large numbers, so texts are
// not parsed into values here. They are checked (RFC 8259) and indented token by token.

#include <QString>
#include <QStringView>

#include <memory>

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

//! Deeper nesting of what is typed is reported as TooDeep.
inline constexpr qsizetype MaxJsonDepth = 256;

struct JsonCheck
{
    JsonFault fault = JsonFault::None;
    qsizetype offset = 0; //!< of the fault, in UTF-16 units
    int line = 1;         //!< of the fault, from 1
    int column = 1;       //!< of the fault, from 1, in characters

    bool isOk() const { return fault == JsonFault::None; }
};

//! Checks whether \a text is one JSON value, with only white space around it.
JsonCheck checkJson(QStringView text, qsizetype maxDepth = MaxJsonDepth);

//! Returns a translated description.
QString describe(JsonFault fault);

//! Indents a JSON text by two spaces a level, up to MaxIndentedLevels, piece by piece. The tokens stay unchanged. Ends in
//! front of the first fault.
class JsonIndenter
{
public:
    static constexpr int MaxIndentedLevels = 40;

    explicit JsonIndenter(QString text);
    ~JsonIndenter();
    Q_DISABLE_COPY_MOVE(JsonIndenter)

    //! Returns at least \a units of the indented text while there are as many, and not many more than the tokens and their
    //! indentation need; empty at the end.
    QString next(qsizetype units);

private:
    class Writer;

    std::unique_ptr<Writer> m_writer;
};

} // namespace signalbox
