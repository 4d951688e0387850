#include "core/cluster/redisroomcalls.h"

#include "core/base/visibletext.h"
#include "core/cluster/roomscripts.h"
#include "core/cluster/scriptcall.h"
#include "core/hub/epoch.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace signalbox {

Q_LOGGING_CATEGORY(lcRoomCalls, "signalbox.cluster", QtInfoMsg)

namespace {

QByteArray numberText(qint64 value)
{
    return QByteArray::number(std::max<qint64>(value, 0));
}

//! The elements of an array of at least \a count; null: it is none.
const std::vector<RedisReply> *arrayOf(const RedisReply *reply, std::size_t count)
{
    return reply && reply->type == RedisReply::Type::Array && reply->elements.size() >= count
               ? &reply->elements
               : nullptr;
}

} // namespace

//! Errors say what is wrong with Redis, and come with each call: one a second is enough.
void RedisRoomCalls::warnAbout(const RedisResult &result)
{
    constexpr Milliseconds Every{1000};
    constexpr qsizetype MaxText = 200;
    const auto *reply = std::get_if<RedisReply>(&result);
    const TimePoint now = Clock::now();
    if (!reply || reply->type != RedisReply::Type::Error || now - m_warnedAt < Every)
        return;
    m_warnedAt = now;
    qCWarning(lcRoomCalls, "Redis refuses a request about a room: %s",
              qPrintable(visibleText(QString::fromUtf8(reply->bytes.left(MaxText)), PeerTextKind::Line)));
}

PublishAnswer publishAnswerFrom(const RedisResult &result)
{
    using Status = PublishAnswer::Status;
    if (std::holds_alternative<RedisLinkLost>(result))
        return {Status::Unknown};
    const auto *fields = arrayOf(replyOf(result), 3);
    if (!fields)
        return {Status::Refused};
    const QByteArray &status = (*fields)[0].bytes;
    if (status == "behind")
        return {Status::Behind};
    const std::optional<quint64> seq = sequenceFrom((*fields)[2].bytes);
    if (!seq || !isEpoch((*fields)[1].bytes) || (status != "published" && status != "known"))
        return {Status::Refused};
    return {status == "published" ? Status::Published : Status::Known,
            {QString::fromLatin1((*fields)[1].bytes), *seq}};
}

void RedisRoomCalls::prepare()
{
    m_link.command({"SCRIPT", "LOAD", textOf(RoomScript::Publish)}, [](const RedisResult &) {});
}

// The script is loaded before the first publication of a connection. When it is lost later, publications are not sent again here: others
// would overtake them. RoomPublisher sends them again, in their order.
void RedisRoomCalls::publish(const RoomKeys &keys, const StreamPosition &known, const PublicationId &id,
                             const QueuedPublish &publish, Published published)
{
    const HistorySettings &limits = publish.limits;
    m_link.command(
        scriptCommand(RoomScript::Publish,
                      {keys.room, keys.runPrefix + QByteArray::number(id.run, 16), keys.generation},
                      {known.epoch.toLatin1(), QByteArray::number(known.seq), keys.streamPrefix, keys.channel,
                       QByteArray::number(id.counter), id.toText(), publish.payload,
                       numberText(limits.messages), numberText(limits.bytes), numberText(limits.age.count()),
                       numberText(HashLife.count())}),
        [this, published = std::move(published)](const RedisResult &result) {
            if (isScriptUnknown(result))
                prepare();
            else
                warnAbout(result);
            published(publishAnswerFrom(result));
        });
}

void RedisRoomCalls::synchronize(const RoomKeys &keys, const Question &question, Answered answered)
{
    const bool isKnown = !question.known.epoch.isEmpty();
    std::vector<QByteArray> arguments{question.known.epoch.toLatin1(),
                                      QByteArray::number(question.known.seq),
                                      question.lastId.counter > 0 ? question.lastId.toText() : QByteArray(),
                                      keys.streamPrefix,
                                      keys.channel,
                                      newEpoch().toLatin1(),
                                      numberText(question.limits.messages),
                                      numberText(question.limits.age.count()),
                                      numberText(HashLife.count()),
                                      QByteArray::number(AnswerBytes)};
    for (const QString &epoch : question.formerEpochs)
        arguments.push_back(epoch.toLatin1());
    callScript(m_link, RoomScript::Synchronize, {keys.room, keys.generation}, std::move(arguments),
               [this, known = question.known.epoch, isKnown,
                answered = std::move(answered)](const RedisResult &result) {
                   const RedisReply *reply = replyOf(result);
                   const auto *fields = arrayOf(reply, 5);
                   const bool isContinued = isKnown && fields && (*fields)[0].bytes == known.toLatin1();
                   warnAbout(result);
                   answered(stateFrom(reply, !isContinued));
               });
}

void RedisRoomCalls::readPosition(const RoomKeys &keys, PositionRead done)
{
    m_link.command(
        {"HMGET", keys.room, "epoch", "seq"}, [this, done = std::move(done)](const RedisResult &result) {
            const auto *fields = arrayOf(replyOf(result), 2);
            warnAbout(result);
            const auto isNil = [](const RedisReply &field) { return field.type == RedisReply::Type::Nil; };
            if (fields && std::ranges::all_of(*fields, isNil))
                done(StreamPosition());
            else
                done(fields ? positionFrom((*fields)[0], (*fields)[1]) : std::nullopt);
        });
}

void RedisRoomCalls::read(const RoomKeys &keys, const Read &read, ReadDone done)
{
    const bool isOlder = read.direction == Read::Direction::Older;
    callScript(m_link, RoomScript::Read, {keys.room},
               {read.epoch.toLatin1(), keys.streamPrefix, isOlder ? "older" : "newer",
                QByteArray::number(read.from), numberText(qint64(read.messages)), numberText(read.bytes),
                numberText(read.age.count())},
               [this, isOlder, epoch = read.epoch, done = std::move(done)](const RedisResult &result) {
                   std::optional<RoomState> state = stateFrom(replyOf(result), isOlder);
                   if (!state || state->position.epoch != epoch)
                       done(std::nullopt);
                   else
                       done(HistoryPart{state->position, state->isWhole, std::move(state->entries)});
               });
}

void RedisRoomCalls::clear(const RoomKeys &keys, Cleared cleared)
{
    callScript(m_link, RoomScript::Clear, {keys.room}, {keys.streamPrefix, keys.channel},
               [this, cleared = std::move(cleared)](const RedisResult &result) {
                   const auto *fields = arrayOf(replyOf(result), 2);
                   if (fields && (*fields)[0].bytes.isEmpty())
                       cleared(StreamPosition());
                   else
                       cleared(fields ? positionFrom((*fields)[0], (*fields)[1]) : std::nullopt);
               });
}

// ---- what the scripts return

std::optional<StreamPosition> RedisRoomCalls::positionFrom(const RedisReply &epoch,
                                                           const RedisReply &seq) const
{
    const std::optional<quint64> number = sequenceFrom(seq.bytes);
    if (!number || !isEpoch(epoch.bytes))
        return std::nullopt;
    return StreamPosition{QString::fromLatin1(epoch.bytes), *number};
}

std::vector<ReceivedPublication> RedisRoomCalls::entriesFrom(const RedisReply &flat, bool isNewestFirst)
{
    constexpr std::size_t Fields = 4;
    const std::vector<RedisReply> &elements = flat.elements;
    std::vector<ReceivedPublication> entries;
    entries.reserve(elements.size() / Fields);
    for (std::size_t i = 0; i + Fields <= elements.size(); i += Fields) {
        const std::optional<quint64> seq = sequenceFrom(elements[i].bytes);
        if (!seq)
            continue;
        if (std::optional<ReceivedPublication> entry =
                m_decoder.entry(*seq, elements[i + 1].bytes, elements[i + 2].bytes, elements[i + 3].bytes))
            entries.push_back(std::move(*entry));
    }
    if (isNewestFirst)
        std::ranges::reverse(entries);
    return entries;
}

std::optional<RoomState> RedisRoomCalls::stateFrom(const RedisReply *reply, bool isNewestFirst)
{
    const auto *fields = arrayOf(reply, 5);
    if (!fields)
        return std::nullopt;
    const std::optional<StreamPosition> position = positionFrom((*fields)[0], (*fields)[1]);
    const std::optional<quint64> now = sequenceFrom((*fields)[2].bytes);
    if (!position || !now)
        return std::nullopt;
    RoomState state{*position, WallTime(Milliseconds(qint64(*now))), (*fields)[3].integer == 1,
                    entriesFrom((*fields)[4], isNewestFirst)};
    if (fields->size() > 5) // not in a part of the history
        state.cleared = sequenceFrom((*fields)[5].bytes).value_or(0);
    return state;
}

} // namespace signalbox
