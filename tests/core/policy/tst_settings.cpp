#include "core/policy/settings.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtInRoutesAreThoseOfTheContract();
    void defaultsAreThoseOfTheContract();
};

void TstSettings::builtInRoutesAreThoseOfTheContract()
{
    const std::vector<RouteSettings> routes = builtInRoutes();
    QCOMPARE(routes.size(), 4U);
    const auto check = [&](std::size_t i, const QString &path, RouteKind kind, const QString &room) {
        QCOMPARE(routes[i].path, path);
        QCOMPARE(routes[i].kind, kind);
        QCOMPARE(routes[i].room, room);
        QVERIFY(routes[i].subprotocols.isEmpty());
        QVERIFY(!routes[i].requireSubprotocol);
        QVERIFY(!routes[i].maxMessage.has_value());
    };
    check(0, u"/"_s, RouteKind::Room, u"lobby"_s);
    check(1, u"/ws"_s, RouteKind::Room, u"lobby"_s);
    check(2, u"/room/{room}"_s, RouteKind::Room, QString());
    check(3, u"/echo"_s, RouteKind::Echo, QString());
}

void TstSettings::defaultsAreThoseOfTheContract()
{
    const LimitSettings limits;
    QCOMPARE(limits.maxConnections, 10000);
    QCOMPARE(limits.maxConnectionsPerAddress, 1000);
    QCOMPARE(limits.connectsPerSecondPerAddress, 200);
    QVERIFY(!limits.includeLoopback);
    QCOMPARE(formatByteSize(limits.maxMessage), u"64KiB"_s);
    QCOMPARE(formatByteSize(limits.maxHead), u"16KiB"_s);
    QCOMPARE(formatByteSize(limits.outboxHard), u"1MiB"_s);
    QCOMPARE(formatDuration(limits.handshake), u"5s"_s);
    QCOMPARE(formatDuration(limits.closing), u"3s"_s);
    QCOMPARE(formatByteSize(limits.outboxSoft), u"256KiB"_s);
    QCOMPARE(formatDuration(limits.outboxSoftFor), u"30s"_s);
    QCOMPARE(formatDuration(limits.writeStall), u"30s"_s);
    QVERIFY(limits.outboxPolicy == OutboxPolicy::Close);
    const HeartbeatSettings heartbeat;
    QCOMPARE(formatDuration(heartbeat.interval), u"25s"_s);
    QCOMPARE(formatDuration(heartbeat.timeout), u"10s"_s);
    const PolicySettings policy;
    QVERIFY(policy.origins.isEmpty());
    QVERIFY(policy.allowMissingOrigin);
}

QTEST_GUILESS_MAIN(TstSettings)
#include "tst_settings.moc"
