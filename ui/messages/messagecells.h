#pragma once

#include "core/model/query.h"
#include "ui/messages/messagerow.h"

#include <QCoreApplication>
#include <QString>

namespace signalbox {

//! The texts of the message log.
class MessageCells
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::MessageCells)

public:
    enum Column { Bookmark, Time, Interval, Kind, Who, Room, Seq, Size, Message };
    static constexpr int ColumnCount = Message + 1;

    //! What a badge stands for; decides its colour, which only repeats what the text says.
    enum class Meaning : quint8 { None, In, Out, Answer, Error, Control };
    struct Badge
    {
        QString text;
        Meaning meaning = Meaning::None;
    };

    static bool isNumeric(int column) { return column == Interval || column == Seq || column == Size; }
    static QString title(int column);

    //! Returns the text of a cell; not for Bookmark and Interval, which depend on other things than the row.
    static QString text(const MessageRow &row, int column);
    //! Returns the text of Message; it begins shortly before what \a query finds, if that is not in the usual preview.
    static QString preview(const MessageRow &row, const Query &query);
    //! Returns the text to copy: names and payloads as they are.
    static QString verbatim(const MessageRow &row, int column);
    static QString toolTip(const MessageRow &row, int column);
    static Badge badge(const MessageRow &row);
    //! Returns the time between two rows: `0`, `0.2 ms`, `12 ms`, `1.7 s`, `3 min`.
    static QString interval(Nanoseconds interval);
    //! Returns a row as one line, its columns separated by tabs: what is copied of several rows.
    static QString line(const MessageRow &row);

private:
    static QString gapText(const MessageRow &row, int column);
    static QString whoText(const LogEntry &entry);
};

} // namespace signalbox
