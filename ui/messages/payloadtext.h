#pragma once

// Functions that make payloads readable. Payloads come from peers and may contain any characters.

#include "core/model/messagelog.h"

#include <QList>
#include <QString>

namespace signalbox {

//! Returns \a payload as text. An incomplete character at the end of a truncated payload is dropped.
QString decodeText(const QByteArray &payload);

//! Returns one line of at most \a maxCharacters of the payload; hex digits for a binary payload. Ends in … if it
//! is not complete.
QString previewOf(const LogEntry &entry, int maxCharacters = 240);

//! A text whose long lines are folded into several.
struct FoldedText
{
    QString text;
    QList<qsizetype> marks; //!< positions of the marks in it, ascending; a line feed follows each
};

//! Folds long lines: a FoldMark and a line feed stand behind each maxLine characters of a line, because a view lays out a
//! whole line at once, which takes half a second for one of 64 KiB.
class LineFolder
{
public:
    explicit LineFolder(qsizetype maxLine)
        : m_maxLine(maxLine)
    {
    }

    //! Returns the next part of the text, folded. A line may go on in the part behind it.
    FoldedText fold(QStringView part);

private:
    qsizetype m_maxLine;
    qsizetype m_length = 0; //!< of the current line
};
inline constexpr QChar FoldMark(0x21A9); // ↩

} // namespace signalbox
