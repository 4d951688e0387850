#pragma once

#include "core/hub/hub.h"

#include "tests/support/peers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <deque>
#include <random>

namespace signalbox::test {

inline ClientTerms termsOf(const Peer &peer)
{
    return {peer.admitted.kind, peer.admitted.isEnvelope ? Dialect::Envelope : Dialect::Plain,
            peer.admitted.maxMessage};
}

//! The hubs of several io threads, all on the test's thread. What they post to each other waits until the test
//! passes it on, so that every interleaving can be produced.
class Hubs : public HubBus
{
    std::vector<std::deque<HubMessage>> m_posted;

public:
    explicit Hubs(std::size_t count, const HubRules &rules = {},
                  const ClusterDirectoryFactory &directory = {})
        : m_posted(count)
    {
        for (std::size_t thread = 0; thread < count; ++thread)
            hubs.push_back(std::make_unique<Hub>(peers.loop, peers.events, rules, ledger, memory, counters,
                                                 HubContext{thread, this, {}, directory}));
        peers.onConnected = [this](Peer &peer) { hubs[nextThread]->add(peer.connection, termsOf(peer)); };
    }
    virtual ~Hubs() { peers.closeAll(); }
    Q_DISABLE_COPY_MOVE(Hubs)

    std::size_t threadCount() const override { return m_posted.size(); }
    void post(std::size_t thread, HubMessage &&message) override
    {
        m_posted[thread].push_back(std::move(message));
    }
    bool hasQueued(std::size_t thread) const override { return !m_posted[thread].empty(); }

    Peer &connect(std::size_t thread, const QByteArray &target = "/")
    {
        nextThread = thread;
        return peers.connect(target);
    }
    Peer &connectEnvelope(std::size_t thread, const QByteArray &target = "/")
    {
        nextThread = thread;
        return peers.connectEnvelope(target);
    }
    std::size_t postedTo(std::size_t thread) const { return m_posted[thread].size(); }
    //! Handles the oldest message to \a thread. False: there is none.
    bool passOne(std::size_t thread)
    {
        if (m_posted[thread].empty())
            return false;
        HubMessage message = std::move(m_posted[thread].front());
        m_posted[thread].pop_front();
        hubs[thread]->messageHandler().receive(std::move(message));
        return true;
    }
    void passAll()
    {
        bool any = true;
        while (std::exchange(any, false)) {
            for (std::size_t thread = 0; thread < m_posted.size(); ++thread)
                any |= passOne(thread);
        }
    }
    //! Passes messages on, the threads in turn, until \a done.
    template <typename Done>
    bool passUntil(Done done)
    {
        return waitUntil([&] {
            passAll();
            return done();
        });
    }
    //! Passes messages on until \a done; \a random chooses the thread.
    template <typename Done>
    bool passUntil(std::mt19937 &random, Done done)
    {
        return waitUntil([&] {
            for (int i = 0; i < 20; ++i)
                passOne(random() % m_posted.size());
            return done();
        });
    }
    //! The thread that is the shard of \a room, and another one.
    std::size_t shardOf(const QString &room) const { return signalbox::shardOf(room, m_posted.size()); }
    std::size_t awayFrom(const QString &room) const { return (shardOf(room) + 1) % m_posted.size(); }
    std::size_t roomCount() const
    {
        std::size_t count = 0;
        for (const auto &hub : hubs)
            count += hub->roomShard().rooms().size();
        return count;
    }

    RoomLedger ledger;
    MemoryBudget memory;
    ServerCounters counters;
    Peers peers;
    std::vector<std::unique_ptr<Hub>> hubs;
    std::size_t nextThread = 0;
};

// ---- the envelope, as a client parses it

inline QJsonObject json(const QByteArray &message)
{
    return QJsonDocument::fromJson(message).object();
}

//! The messages of \a type that \a peer has received.
inline std::vector<QJsonObject> heardOf(Peer &peer, const QString &type)
{
    std::vector<QJsonObject> found;
    for (const QByteArray &message : peer.received()) {
        const QJsonObject object = json(message);
        if (object[u"type"].toString() == type)
            found.push_back(object);
    }
    return found;
}

} // namespace signalbox::test
