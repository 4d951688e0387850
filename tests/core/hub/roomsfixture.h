#pragma once

#include "core/hub/localbroker.h"
#include "core/hub/memoryhistorystore.h"
#include "core/hub/roomtable.h"

#include <QString>

namespace signalbox::test {

//! The rooms of a shard on a loop of its own, for a class that works on them.
class RoomsFixture : private BrokerEventHandler, private HubMessageHandler
{
public:
    RoomsFixture() { broker.setHandler(*this); }
    Q_DISABLE_COPY_MOVE(RoomsFixture)

    static inline const QString blue = QStringLiteral("blue");
    static inline const QString red = QStringLiteral("red");

    IoLoop loop;
    HubRules rules;
    RoomLedger ledger;
    ServerCounters counters;
    MemoryHistoryStore store{loop, rules};
    LocalBroker broker{loop, store};
    HubLink link{*this, 0, nullptr};
    RoomTable table{loop, link, broker, rules, ledger, counters};

protected:
    ~RoomsFixture() = default;

private:
    void handle(StreamOpened &&event) override { table.find(event.room)->setPosition(event.position); }
    void handle(PublicationReceived &) override {}
    void handle(HistoryReadDone &&) override {}
    void handle(ReplayReadDone &&) override {}
    void handle(HistoryCleared &&) override {}
    void handle(RoomLookedUp &&) override {}
    void handle(BrokerFailure &&) override {}
    void handle(ShardRequest &&) override {}
    void handle(ClientDelivery &&) override {}
};

} // namespace signalbox::test
