#include "core/policy/routetable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

RouteSettings route(const QString &path, RouteKind kind = RouteKind::Room, const QString &room = {})
{
    RouteSettings settings;
    settings.path = path;
    settings.kind = kind;
    settings.room = room;
    return settings;
}

Result<Route> find(const RouteTable &table, const QByteArray &target)
{
    const Result<RequestTarget> parsed = parseRequestTarget(target);
    return parsed ? table.find(*parsed) : parsed.error();
}

} // namespace

class TstRouteTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsBuiltIn_data();
    void findsBuiltIn();
    void refuses_data();
    void refuses();
    void exactRoutesTakePrecedence();
    void roomInTheMiddleOfThePath();
    void routesOfInternationalNames();
    void echoHasNoRoom();
    void pointsToItsSettings();
};

void TstRouteTable::findsBuiltIn_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<RouteKind>("kind");
    QTest::addColumn<QString>("room");

    const auto row = [](const char *target, RouteKind kind, const QString &room) {
        QTest::newRow(target) << QByteArray(target) << kind << room;
    };
    row("/", RouteKind::Room, u"lobby"_s);
    row("/?user=a", RouteKind::Room, u"lobby"_s);
    row("http://h", RouteKind::Room, u"lobby"_s);
    row("/ws", RouteKind::Room, u"lobby"_s);
    row("/%77s", RouteKind::Room, u"lobby"_s);
    row("/echo", RouteKind::Echo, QString());
    row("/room/a", RouteKind::Room, u"a"_s);
    row("/room/lobby", RouteKind::Room, u"lobby"_s);
    row("/room/a%2Fb", RouteKind::Room, u"a/b"_s);
    row("/room/a%20b", RouteKind::Room, u"a b"_s);
    row("/room/a+b", RouteKind::Room, u"a+b"_s);
    row("/room/%2541", RouteKind::Room, u"%41"_s);
    row("/room/%3F%23", RouteKind::Room, u"?#"_s);
    row("/room/..", RouteKind::Room, u".."_s);
    row("/room/%7Broom%7D", RouteKind::Room, u"{room}"_s);
    row("/room/guest-1", RouteKind::Room, u"guest-1"_s);
    row("/room/Zoe%CC%88", RouteKind::Room, u"Zoe\u0308"_s); // not normalized
    row("/room/%E4%BD%A0", RouteKind::Room, QString::fromUtf8("\xe4\xbd\xa0"));
}

void TstRouteTable::findsBuiltIn()
{
    QFETCH(const QByteArray, target);
    QFETCH(const RouteKind, kind);
    QFETCH(const QString, room);
    const RouteTable table(builtInRoutes());
    const Result<Route> found = find(table, target);
    QVERIFY(found);
    QCOMPARE(found->kind, kind);
    QCOMPARE(found->room, room);
}

void TstRouteTable::refuses_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<Error::Code>("code");

    const auto row = [](const char *name, const QByteArray &target, Error::Code code) {
        QTest::newRow(name) << target << code;
    };
    row("nothing there", "/nothing", Error::Code::NotFound);
    row("slash behind", "/ws/", Error::Code::NotFound);
    row("two slashes", "//ws", Error::Code::NotFound);
    row("only slashes", "//", Error::Code::NotFound);
    row("more slashes than any route has", QByteArray(10000, '/'), Error::Code::NotFound);
    row("another case", "/WS", Error::Code::NotFound);
    row("room without a name", "/room", Error::Code::NotFound);
    row("room of two segments", "/room/a/b", Error::Code::NotFound);
    row("room and a slash", "/room/a/", Error::Code::NotFound);
    row("an encoded slash is no boundary", "/room%2Fa", Error::Code::NotFound);
    row("empty name", "/room/", Error::Code::Invalid);
    row("control", "/room/a%0Ab", Error::Code::Invalid);
    row("NUL", "/room/%00", Error::Code::Invalid);
    row("C1 control", "/room/%C2%85", Error::Code::Invalid);
    row("zero width space", "/room/lob%E2%80%8Bby", Error::Code::Invalid);
    row("right-to-left override", "/room/%E2%80%AEybbol", Error::Code::Invalid);
    row("raw left-to-right mark", "/room/lobby\xe2\x80\x8e", Error::Code::Invalid);
    row("blank", "/room/%E2%A0%80", Error::Code::Invalid);
    row("a space", "/room/%20", Error::Code::Invalid);
    row("private use", "/room/%EE%80%80", Error::Code::Invalid);
    row("129 characters", "/room/" + QByteArray(129, 'r'), Error::Code::Invalid);
    row("bad percent", "/room/%zz", Error::Code::Invalid);
}

void TstRouteTable::refuses()
{
    QFETCH(const QByteArray, target);
    QFETCH(const Error::Code, code);
    const RouteTable table(builtInRoutes());
    const Result<Route> found = find(table, target);
    QVERIFY(!found);
    QCOMPARE(found.error().code, code);
}

void TstRouteTable::exactRoutesTakePrecedence()
{
    const RouteTable table({route(u"/a/{room}"_s), route(u"/{room}/b"_s),
                            route(u"/a/b"_s, RouteKind::Room, u"fixed"_s),
                            route(u"/a/b"_s, RouteKind::Echo)});
    QCOMPARE(find(table, "/a/b")->room, u"fixed"_s);
    QCOMPARE(find(table, "/a/c")->room, u"c"_s);
    QCOMPARE(find(table, "/x/b")->room, u"x"_s);
}

void TstRouteTable::roomInTheMiddleOfThePath()
{
    const RouteTable table({route(u"/v1/{room}/live"_s)});
    QCOMPARE(find(table, "/v1/a%2Fb/live")->room, u"a/b"_s);
    QCOMPARE(find(table, "/v1/a").error().code, Error::Code::NotFound);
    QCOMPARE(find(table, "/v1//live").error().code, Error::Code::Invalid);
    QCOMPARE(find(table, "/").error().code, Error::Code::NotFound); // the built-in ones are replaced
}

void TstRouteTable::routesOfInternationalNames()
{
    const RouteTable table({route(u"/caf\u00e9"_s, RouteKind::Room, u"coffee"_s)});
    QCOMPARE(find(table, "/caf%C3%A9")->room, u"coffee"_s);
    QCOMPARE(find(table, "/caf\xc3\xa9")->room, u"coffee"_s);
}

void TstRouteTable::echoHasNoRoom()
{
    const RouteTable table({route(u"/echo/{room}"_s, RouteKind::Echo)});
    const Result<Route> found = find(table, "/echo/a");
    QVERIFY(found);
    QCOMPARE(found->kind, RouteKind::Echo);
    QCOMPARE(found->room, QString());
}

void TstRouteTable::pointsToItsSettings()
{
    RouteSettings strict = route(u"/strict"_s, RouteKind::Room, u"s"_s);
    strict.subprotocols = {u"chat"_s};
    strict.requireSubprotocol = true;
    strict.maxMessage = 10;
    const RouteTable table({route(u"/{room}"_s), strict});
    const Result<Route> found = find(table, "/strict");
    QVERIFY(found);
    QVERIFY(found->settings);
    QCOMPARE(*found->settings, strict);
    QCOMPARE(find(table, "/strict")->settings, found->settings);
}

QTEST_GUILESS_MAIN(TstRouteTable)
#include "tst_routetable.moc"
