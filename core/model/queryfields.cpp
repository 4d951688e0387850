#include "core/model/queryfields.h"

#include "core/base/closereason.h"
#include "core/model/querytext.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using F = QueryField;
using K = QueryKind;

constexpr quint8 bit(QueryList list)
{
    return quint8(1 << int(list));
}

constexpr quint8 C = bit(QueryList::Connections);
constexpr quint8 E = bit(QueryList::Closed);
constexpr quint8 R = bit(QueryList::Rooms);
constexpr quint8 U = bit(QueryList::Users);
constexpr quint8 M = bit(QueryList::Messages);
constexpr quint8 V = bit(QueryList::Events);
constexpr quint8 A = bit(QueryList::Audit);
constexpr quint8 B = bit(QueryList::Bans);

constexpr std::array Fields{
    QueryFieldInfo{F::User, "user"_L1, {}, K::Text, C | E | U | M | V},
    QueryFieldInfo{F::Room, "room"_L1, {}, K::Text, C | E | R | U | M},
    QueryFieldInfo{F::Address, "addr"_L1, "address"_L1, K::Address, C | E | V | B},
    QueryFieldInfo{F::Id, "id"_L1, {}, K::Number, C | E | M | V | B},
    QueryFieldInfo{F::Path, "path"_L1, {}, K::Text, C | E | V},
    QueryFieldInfo{F::Agent, "agent"_L1, {}, K::Text, C | E},
    QueryFieldInfo{F::Origin, "origin"_L1, {}, K::Text, C | E | V},
    QueryFieldInfo{F::Protocol, "protocol"_L1, "subprotocol"_L1, K::Text, C | E},
    QueryFieldInfo{F::Listener, "listener"_L1, {}, K::Text, C | E},
    QueryFieldInfo{F::Node, "node"_L1, {}, K::Text, C | E},
    QueryFieldInfo{F::State, "state"_L1, {}, K::Choice, C},
    QueryFieldInfo{F::Cause, "cause"_L1, {}, K::Text, E},
    QueryFieldInfo{F::Code, "code"_L1, {}, K::Number, E | M | V},
    QueryFieldInfo{F::Reason, "reason"_L1, {}, K::Text, E | V | B},
    QueryFieldInfo{F::Level, "level"_L1, {}, K::Choice, V},
    QueryFieldInfo{F::Direction, "dir"_L1, {}, K::Choice, M},
    QueryFieldInfo{F::Type, "type"_L1, {}, K::Choice, M},
    QueryFieldInfo{F::Json, "json"_L1, {}, K::Json, M},
    QueryFieldInfo{F::Seq, "seq"_L1, {}, K::Number, R | M},
    QueryFieldInfo{F::Size, "size"_L1, {}, K::Bytes, M},
    QueryFieldInfo{F::Latency, "latency"_L1, {}, K::Time, C | E},
    QueryFieldInfo{F::Jitter, "jitter"_L1, {}, K::Time, C | E},
    QueryFieldInfo{F::Idle, "idle"_L1, {}, K::Time, C | E},
    QueryFieldInfo{F::Connected, "connected"_L1, {}, K::Time, C | E},
    QueryFieldInfo{F::Ago, "closed"_L1, {}, K::Time, E},
    QueryFieldInfo{F::Queued, "queued"_L1, {}, K::Bytes, C | E},
    QueryFieldInfo{F::MessagesIn, "in"_L1, {}, K::Count, C | E},
    QueryFieldInfo{F::MessagesOut, "out"_L1, {}, K::Count, C | E},
    QueryFieldInfo{F::BytesIn, "bytes_in"_L1, {}, K::Bytes, C | E},
    QueryFieldInfo{F::BytesOut, "bytes_out"_L1, {}, K::Bytes, C | E},
    QueryFieldInfo{F::Dropped, "dropped"_L1, {}, K::Count, C | E},
    QueryFieldInfo{F::Members, "members"_L1, {}, K::Count, R},
    QueryFieldInfo{F::HistoryCount, "history_messages"_L1, {}, K::Count, R},
    QueryFieldInfo{F::HistoryBytes, "history_bytes"_L1, {}, K::Bytes, R},
    QueryFieldInfo{F::Who, "who"_L1, {}, K::Text, A},
    QueryFieldInfo{F::From, "from"_L1, {}, K::Text, A},
    QueryFieldInfo{F::Action, "action"_L1, {}, K::Text, A},
    QueryFieldInfo{F::ActTarget, "target"_L1, {}, K::Text, A},
    QueryFieldInfo{F::ActOutcome, "outcome"_L1, {}, K::Text, A},
    QueryFieldInfo{F::Age, "age"_L1, {}, K::Time, A},
    QueryFieldInfo{F::Kind, "kind"_L1, {}, K::Choice, B},
    QueryFieldInfo{F::Value, "value"_L1, {}, K::Text, B},
    QueryFieldInfo{F::By, "by"_L1, {}, K::Text, B},
    QueryFieldInfo{F::Created, "created"_L1, {}, K::Time, B},
    QueryFieldInfo{F::Expires, "expires"_L1, {}, K::Time, B},
    QueryFieldInfo{F::Hits, "hits"_L1, {}, K::Count, B},
    QueryFieldInfo{F::Occurrences, "count"_L1, {}, K::Count, V},
    QueryFieldInfo{F::Connections, "connections"_L1, {}, K::Count, U},
    QueryFieldInfo{F::Expression, "re"_L1, {}, K::Expression, C | E | R | U | M | V | A | B},
};

} // namespace

std::span<const QueryFieldInfo> queryFields()
{
    return Fields;
}

const QueryFieldInfo *findQueryField(QStringView name, QueryList list)
{
    const auto *found = std::ranges::find_if(Fields, [&](const QueryFieldInfo &info) {
        return info.isIn(list) &&
               (name.compare(info.name, Qt::CaseInsensitive) == 0 ||
                (!info.otherName.isEmpty() && name.compare(info.otherName, Qt::CaseInsensitive) == 0));
    });
    return found == Fields.end() ? nullptr : found;
}

QLatin1StringView queryFieldName(QueryField field)
{
    const auto *found = std::ranges::find(Fields, field, &QueryFieldInfo::field);
    return found == Fields.end() ? QLatin1StringView() : found->name;
}

QStringList queryChoices(QueryField field)
{
    switch (field) {
    case F::State:
        return {u"open"_s, u"closing"_s};
    case F::Direction:
        return {u"in"_s, u"out"_s};
    case F::Type:
        // Of the frame; of the envelope; of control frames.
        return {u"text"_s,    u"binary"_s, u"message"_s, u"direct"_s, u"join"_s,   u"leave"_s,  u"presence"_s,
                u"history"_s, u"auth"_s,   u"welcome"_s, u"joined"_s, u"left"_s,   u"notice"_s, u"ack"_s,
                u"error"_s,   u"ping"_s,   u"pong"_s,    u"close"_s,  u"control"_s};
    case F::Kind:
        return {u"user"_s, u"address"_s, u"origin"_s};
    case F::Level:
        return {u"info"_s, u"warning"_s, u"error"_s};
    case F::Cause: {
        QStringList names;
        for (int i = 0; i < CauseCount; ++i)
            names += QString::fromLatin1(causeInfo(Cause(i)).name);
        return names;
    }
    default:
        return {};
    }
}

bool isLiveQueryField(QueryField field)
{
    return field == F::State || (field >= F::Seq && field != F::Size);
}

QString exactTerm(QueryField field, const QString &value)
{
    return QString(queryFieldName(field)) + u'=' + quotedForQuery(value);
}

} // namespace signalbox
