#include "core/hub/memoryhistorystore.h"

#include "core/hub/epoch.h"
#include "core/hub/history.h"

#include <utility>

namespace signalbox {

namespace {

class MemoryRoomHistory final : public RoomHistory
{
public:
    MemoryRoomHistory(const QString &room, IoLoop &loop, const HubRules &rules)
        : m_room(room)
        , m_loop(loop)
        , m_rules(rules)
    {
    }
    Q_DISABLE_COPY_MOVE(MemoryRoomHistory)

    void append(RoomMessage &&message) override
    {
        m_history.add(std::move(message), m_loop.now(), settings());
    }
    void read(const HistoryRange &range, Read read) override
    {
        m_history.expire(m_loop.now(), settings());
        read(m_history.read(range, m_room));
    }
    void readBehind(quint64 seq, qint64 maxBytes, ReadBehind read) override
    {
        m_history.expire(m_loop.now(), settings());
        read(m_history.readBehind(seq, maxBytes));
    }
    void dropOldest(qint64 bytes) override { m_history.dropOldest(bytes); }
    void clear() override { m_history.clear(); }
    void forget() override { m_history.clear(); }
    HistorySize size() const override { return m_history.size(); }

private:
    HistorySettings settings() const
    {
        return historyOf(m_policy.find(m_room, m_rules.rooms), m_rules.history);
    }

    QString m_room;
    IoLoop &m_loop;
    const HubRules &m_rules;
    RoomPolicyCache m_policy;
    History m_history;
};

} // namespace

std::unique_ptr<RoomHistory> MemoryHistoryStore::open(const QString &room, Opened opened)
{
    opened({{newEpoch(), 0}});
    return std::make_unique<MemoryRoomHistory>(room, m_loop, m_rules);
}

} // namespace signalbox
