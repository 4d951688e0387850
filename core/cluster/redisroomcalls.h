#pragma once

#include "core/cluster/redislink.h"
#include "core/cluster/roomcalls.h"

namespace signalbox {

//! Calls the scripts of rooms (roomscripts.h) at Redis, and checks what they return. Lives on the thread of the broker.
class RedisRoomCalls final : public RoomCalls
{
public:
    //! \a link outlives it, and so does this the calls that are under way.
    explicit RedisRoomCalls(RedisLink &link)
        : m_link(link)
    {
    }
    Q_DISABLE_COPY_MOVE(RedisRoomCalls)

    void prepare() override;
    void publish(const RoomKeys &keys, const StreamPosition &known, const PublicationId &id,
                 const QueuedPublish &publish, Published published) override;
    void synchronize(const RoomKeys &keys, const Question &question, Answered answered) override;
    void readPosition(const RoomKeys &keys, PositionRead done) override;
    void read(const RoomKeys &keys, const Read &read, ReadDone done) override;
    void clear(const RoomKeys &keys, Cleared cleared) override;

private:
    void warnAbout(const RedisResult &result);
    std::optional<StreamPosition> positionFrom(const RedisReply &epoch, const RedisReply &seq) const;
    std::vector<ReceivedPublication> entriesFrom(const RedisReply &flat, bool isNewestFirst);
    std::optional<RoomState> stateFrom(const RedisReply *reply, bool isNewestFirst);

    RedisLink &m_link;
    PublicationDecoder m_decoder;
    TimePoint m_warnedAt;
};

//! What Redis has answered to a call of the script `publish`.
PublishAnswer publishAnswerFrom(const RedisResult &result);

} // namespace signalbox
