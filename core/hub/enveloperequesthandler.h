#pragma once

#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localclient.h"
#include "core/loop/ioloop.h"
#include "core/protocol/requestparser.h"
#include "core/wire/frame.h"

namespace signalbox {

class LocalClients;

//! Reads what members with an envelope say: answers what it can, takes the rest to the shards, and refuses
//! what is no request. Lives on its io thread.
class EnvelopeRequestHandler final
{
public:
    //! All outlive it; \a members are those whose requests it takes.
    EnvelopeRequestHandler(IoLoop &loop, HubLink &link, const HubRules &rules, LocalClients &members)
        : m_loop(loop)
        , m_link(link)
        , m_rules(rules)
        , m_clients(members)
    {
    }
    Q_DISABLE_COPY_MOVE(EnvelopeRequestHandler)

    void take(LocalClient &member, Opcode opcode, const QByteArray &payload);
    //! The first that \a member hears.
    QByteArray welcome(const LocalClient &member, const QString &epoch) const;

    //! So many bad ones within the time end a connection with 4400.
    static constexpr std::size_t MaxBad = 10;
    static constexpr Milliseconds BadTime{60'000};

private:
    void handle(LocalClient &member, const QByteArray &id, MessageRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, JoinRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, LeaveRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, DirectRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, PresenceRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, HistoryRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, AuthRequest &request, qsizetype size);
    void handle(LocalClient &member, const QByteArray &id, PingRequest &request, qsizetype size);
    void refuse(LocalClient &member, const EnvelopeError &error);
    void countBad(LocalClient &member);

    IoLoop &m_loop;
    HubLink &m_link;
    const HubRules &m_rules;
    LocalClients &m_clients;
    RequestParser m_parser;
};

} // namespace signalbox
