#pragma once

#include "core/hub/clientauth.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localclient.h"
#include "core/loop/ioloop.h"
#include "core/protocol/requestparser.h"
#include "core/wire/frame.h"

namespace signalbox {

class LocalClients;

//! Handles the messages of clients with an envelope: answers what needs no shard, sends the other requests to
//! their shards, and rejects what is not a request. Lives on its io thread.
//!
//! To add a request: its struct in core/protocol/request.h, and a handle() here.
class EnvelopeRequestHandler final
{
public:
    //! \a clients are those whose requests it handles. All outlive it.
    EnvelopeRequestHandler(IoLoop &loop, HubLink &link, const HubRules &rules, LocalClients &clients)
        : m_loop(loop)
        , m_link(link)
        , m_rules(rules)
        , m_clients(clients)
        , m_auth(loop, rules, clients)
    {
    }
    Q_DISABLE_COPY_MOVE(EnvelopeRequestHandler)

    ClientAuth &auth() { return m_auth; }
    void take(LocalClient &client, Opcode opcode, const QByteArray &payload);
    //! Answers a request that has no effect because \a client sends too fast. One that asks for no answer gets none.
    void refuseTooFast(LocalClient &client, const QByteArray &payload, Milliseconds retry);
    //! The first message to \a client.
    QByteArray welcome(const LocalClient &client, const QString &epoch) const;

    //! So many invalid envelopes within the time close a connection with 4400.
    static constexpr std::size_t MaxBad = 10;
    static constexpr Milliseconds BadTime{60'000};

private:
    void handle(LocalClient &client, const QByteArray &id, MessageRequest &request, qsizetype size);
    void handle(LocalClient &client, const QByteArray &id, JoinRequest &request, qsizetype size);
    void handle(LocalClient &client, const QByteArray &id, LeaveRequest &request, qsizetype size);
    void handle(LocalClient &client, const QByteArray &id, DirectRequest &request, qsizetype size);
    void handle(LocalClient &client, const QByteArray &id, PresenceRequest &request, qsizetype size);
    void handle(LocalClient &client, const QByteArray &id, HistoryRequest &request, qsizetype size);
    void handle(LocalClient &client, const QByteArray &id, TokenRequest &request, qsizetype)
    {
        m_auth.authenticate(client, id, std::move(request.token));
    }
    void handle(LocalClient &client, const QByteArray &id, PingRequest &request, qsizetype size);
    bool mayAsk(LocalClient &client, const QByteArray &id, const QString &room);
    void reject(LocalClient &client, const EnvelopeError &error);
    void countBad(LocalClient &client, const EnvelopeError &error);

    IoLoop &m_loop;
    HubLink &m_link;
    const HubRules &m_rules;
    LocalClients &m_clients;
    ClientAuth m_auth;
    RequestParser m_parser;
};

} // namespace signalbox
