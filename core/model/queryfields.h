#pragma once

// The fields of the query language, and the lists that have them. README describes the language for users.
//
// To add a field: a QueryField, a row in queryfields.cpp, its value in the rows of queryrows.cpp, a row in README.

#include <QLatin1StringView>
#include <QStringList>

#include <span>

namespace signalbox {

//! The lists that a query can select from.
enum class QueryList : quint8 { Connections, Closed, Rooms, Users, Messages, Events, Audit, Bans };

enum class QueryField : quint8 {
    Any, //!< every text of a row that a word without field is looked for in
    User,
    Room,
    Path,
    Agent,
    Origin,
    Protocol,
    Listener,
    Node,
    Cause,
    Reason,
    Address,
    State,
    Direction,
    Type,
    Level,   //!< of an event
    Payload, //!< of a message; has no name: a word without field
    Json,
    Expression,
    // Of the audit log.
    Who,
    From,
    Action,
    ActTarget,
    ActOutcome,
    Age,
    // Of the bans.
    Kind,
    Value,
    By,
    Id,
    Code,
    Seq,
    Latency,
    Jitter,
    Idle,
    Connected,
    Ago, //!< since a connection was closed
    Queued,
    MessagesIn,
    MessagesOut,
    BytesIn,
    BytesOut,
    Dropped,
    Size,
    Members,
    Connections,
    Occurrences, //!< of an event
    HistoryCount,
    HistoryBytes,
    Created, //!< since a ban was made
    Expires, //!< until a ban ends
    Hits,
};

enum class QueryKind : quint8 {
    Text,       //!< contained without regard to case; with * a pattern for the whole value; = exactly this
    Address,    //!< the beginning of ADDR:PORT, or a network
    Choice,     //!< one of a few values
    Number,     //!< identifies: a number or FIRST-LAST; can be compared
    Count,      //!< can be compared
    Bytes,      //!< can be compared, with a unit
    Time,       //!< can be compared, with a unit
    Json,       //!< a path in a JSON payload, and its value
    Expression, //!< RE2
};

struct QueryFieldInfo
{
    QueryField field;
    QLatin1StringView name;
    QLatin1StringView otherName; //!< accepted as well; empty: none
    QueryKind kind;
    quint8 lists; //!< bits: 1 << QueryList

    bool isIn(QueryList list) const { return (lists >> int(list) & 1) != 0; }
    //! Returns whether > >= < <= = and a number follow the name.
    bool isCompared() const
    {
        return kind == QueryKind::Count || kind == QueryKind::Bytes || kind == QueryKind::Time;
    }
};

//! Every field, in the order in which they are offered.
std::span<const QueryFieldInfo> queryFields();
//! Returns the field of \a list with this name, without regard to case; null: there is none.
const QueryFieldInfo *findQueryField(QStringView name, QueryList list);
//! Returns the name of \a field; empty: it has none.
QLatin1StringView queryFieldName(QueryField field);
//! Returns the values of a Choice; for others with a fixed set of usual values, those.
QStringList queryChoices(QueryField field);
//! Returns whether the value of \a field can change while a row exists, with every message. The rooms of a connection
//! change as well, but seldom: a list filters again when they do.
bool isLiveQueryField(QueryField field);

//! Returns a term that accepts exactly this value of a text field: `room="my lobby"`.
QString exactTerm(QueryField field, const QString &value);

} // namespace signalbox
