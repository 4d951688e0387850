#pragma once

#include "core/admin/adminport.h"
#include "core/admin/servercontrol.h"

#include "tests/core/admin/fakeactions.h"
#include "tests/core/admin/fakelists.h"
#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QCryptographicHash>

namespace signalbox::test {

//! A server that answers at once, and remembers what it was asked.
struct FakeControl final : public ServerControl
{
    void overview(std::function<void(const ServerOverview &)> callback) override { callback(server); }
    void reload(const Actor &actor, std::function<void(const Result<ReloadReport> &)> callback) override
    {
        ++reloads;
        lastActor = actor;
        callback(report);
    }
    void drain(const Actor &actor, std::function<void()> callback) override
    {
        ++drains;
        lastActor = actor;
        callback();
    }

    ServerOverview server;
    Result<ReloadReport> report = ReloadReport{};
    int reloads = 0;
    int drains = 0;
    Actor lastActor; //!< of a reload or drain
};

inline AdminTokenSettings tokenOf(const QByteArray &token, ApiRole role)
{
    return {QString::fromLatin1(roleName(role)), role,
            QCryptographicHash::hash(token, QCryptographicHash::Sha256)};
}

//! An admin port on the thread and loop of the test. The tokens are the names of the roles.
struct AdminFixture
{
    explicit AdminFixture(PlainApi plainApi = PlainApi::Refused,
                          const QHostAddress &address = QHostAddress(QHostAddress::LocalHost),
                          const BrokerStatus *broker = nullptr)
    {
        counters.provide(2);
        Result<ListeningSocket> socket = ListeningSocket::open({address, 0});
        port = socket->endpoint.port;
        admin = std::make_unique<AdminPort>(
            loop, std::move(*socket),
            AdminPort::Settings{{tokenOf("viewer", ApiRole::Viewer), tokenOf("operator", ApiRole::Operator),
                                 tokenOf("admin", ApiRole::Admin)},
                                plainApi},
            HealthHandlers::Sources{counters,
                                    memory,
                                    {{QHostAddress(QHostAddress::LocalHost), 8080}},
                                    1'893'456'000,
                                    [this] { return readiness; },
                                    nullptr,
                                    nullptr,
                                    broker},
            AdminServices{control, lists, messages, jobs, actions, nullptr, [this] { return cluster; }},
            [this](const RefusedRequest &request) { refused.push_back(request); });
    }
    ~AdminFixture()
    {
        if (admin)
            runUntilIdle();
    }
    Q_DISABLE_COPY_MOVE(AdminFixture)

    RawClient connect() const { return RawClient::connectTo(port); }
    //! Empty: there was no response.
    QByteArray responseTo(const QByteArray &target, const QByteArray &fields = {},
                          const QByteArray &method = "GET", const QByteArray &body = {})
    {
        RawClient client = connect();
        QByteArray request =
            method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields;
        if (!body.isEmpty())
            request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        client.send(request + "\r\n" + body);
        return waitUntil([&] { return client.hasEnded(); }) ? client.received() : QByteArray();
    }
    int statusOf(const QByteArray &target, const QByteArray &fields = {}, const QByteArray &method = "GET",
                 const QByteArray &body = {})
    {
        return responseTo(target, fields, method, body).mid(9, 3).toInt();
    }

    IoLoop &loop = ioLoop();
    CounterSets counters;
    MemoryBudget memory;
    FakeControl control;
    FakeActions actions;
    FakeLists lists;
    FakeMessages messages;
    ClusterStatus cluster;
    SlicedJobs jobs{loop};
    Readiness readiness = Readiness::Ready;
    std::vector<RefusedRequest> refused;
    quint16 port = 0;
    std::unique_ptr<AdminPort> admin;
};

inline QByteArray bearer(const QByteArray &token)
{
    return "Authorization: Bearer " + token + "\r\n";
}

} // namespace signalbox::test
