#include "core/http/apirouter.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr ApiRoute List{.method = HttpMethod::Get, .path = "/v1/things"};
constexpr ApiRoute Act{.method = HttpMethod::Post, .path = "/v1/things/kick"};
constexpr ApiRoute One{.method = HttpMethod::Get, .path = "/v1/things/{id}"};
constexpr ApiRoute Put{.method = HttpMethod::Put, .path = "/v1/things/{id}/rooms/{name}"};
constexpr ApiRoute Take{.method = HttpMethod::Delete, .path = "/v1/things/{id}/rooms/{name}"};

ApiRouter router()
{
    ApiRouter router;
    for (const ApiRoute *route : {&List, &One, &Act, &Put, &Take})
        router.add(*route, [](const ApiRequest &, const ApiResponder &) {});
    return router;
}

QByteArray allowOf(const HttpResponse &response)
{
    for (const auto &[name, value] : response.headers) {
        if (name == "Allow")
            return value;
    }
    return {};
}

} // namespace

class TstApiRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("route");
        QTest::addColumn<QStringList>("values");
        const auto name = [](const ApiRoute &route) {
            return QByteArray(route.path.data(), qsizetype(route.path.size()));
        };
        QTest::newRow("list") << QByteArray("GET") << QByteArray("/v1/things") << name(List) << QStringList();
        QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray("/v1/things") << name(List)
                              << QStringList();
        QTest::newRow("encoded") << QByteArray("GET") << QByteArray("/v1/%74hings") << name(List)
                                 << QStringList();
        QTest::newRow("one") << QByteArray("GET") << QByteArray("/v1/things/12") << name(One)
                             << QStringList{u"12"_s};
        QTest::newRow("literal first")
            << QByteArray("POST") << QByteArray("/v1/things/kick") << name(Act) << QStringList();
        QTest::newRow("slash in a name")
            << QByteArray("PUT") << QByteArray("/v1/things/1/rooms/a%2Fb%20%C3%BC+") << name(Put)
            << QStringList{u"1"_s, u"a/b ü+"_s};
        QTest::newRow("a name like a route")
            << QByteArray("DELETE") << QByteArray("/v1/things/kick/rooms/%7Bid%7D") << name(Take)
            << QStringList{u"kick"_s, u"{id}"_s};
    }
    void finds()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, route);
        const ApiRouter table = router();
        const ApiRouter::Result result = table.find(method, path);
        const auto *found = std::get_if<ApiRouter::Found>(&result);
        QVERIFY(found);
        QCOMPARE(QByteArray(found->route->path.data(), qsizetype(found->route->path.size())), route);
        QTEST(found->pathValues, "values");
        QVERIFY(found->handler);
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("allow");
        const QByteArray none;
        QTest::newRow("nothing") << QByteArray("GET") << QByteArray("/") << 404 << none;
        QTest::newRow("above") << QByteArray("GET") << QByteArray("/v1") << 404 << none;
        QTest::newRow("slash behind") << QByteArray("GET") << QByteArray("/v1/things/") << 404 << none;
        QTest::newRow("two slashes") << QByteArray("GET") << QByteArray("/v1//things") << 404 << none;
        QTest::newRow("encoded slash") << QByteArray("GET") << QByteArray("/v1%2Fthings") << 404 << none;
        QTest::newRow("empty name") << QByteArray("PUT") << QByteArray("/v1/things/1/rooms/") << 404 << none;
        QTest::newRow("below") << QByteArray("PUT") << QByteArray("/v1/things/1/rooms/a/b") << 404 << none;
        QTest::newRow("dots are no way up")
            << QByteArray("GET") << QByteArray("/v1/x/../things") << 404 << none;
        QTest::newRow("broken escape") << QByteArray("GET") << QByteArray("/v1/%x") << 400 << none;
        QTest::newRow("not UTF-8") << QByteArray("GET") << QByteArray("/v1/things/%ff") << 400 << none;
        // Each segment is UTF-8 of its own.
        QTest::newRow("half a character") << QByteArray("GET") << QByteArray("/v1/%C3/%BC") << 400 << none;
        QTest::newRow("method") << QByteArray("DELETE") << QByteArray("/v1/things") << 405
                                << QByteArray("GET, HEAD, OPTIONS");
        QTest::newRow("methods of the literal only")
            << QByteArray("GET") << QByteArray("/v1/things/kick") << 405 << QByteArray("POST, OPTIONS");
        QTest::newRow("no HEAD without GET") << QByteArray("HEAD") << QByteArray("/v1/things/1/rooms/a")
                                             << 405 << QByteArray("PUT, DELETE, OPTIONS");
        QTest::newRow("PATCH") << QByteArray("PATCH") << QByteArray("/v1/things") << 405
                               << QByteArray("GET, HEAD, OPTIONS");
        QTest::newRow("unknown method") << QByteArray("BREW") << QByteArray("/v1/things") << 501 << none;
        QTest::newRow("unknown method, no path") << QByteArray("BREW") << QByteArray("/x") << 404 << none;
        QTest::newRow("OPTIONS") << QByteArray("OPTIONS") << QByteArray("/v1/things/1/rooms/a") << 204
                                 << QByteArray("PUT, DELETE, OPTIONS");
        QTest::newRow("OPTIONS of nothing") << QByteArray("OPTIONS") << QByteArray("/x") << 404 << none;
    }
    void refuses()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, path);
        const ApiRouter table = router();
        const ApiRouter::Result result = table.find(method, path);
        const auto *response = std::get_if<HttpResponse>(&result);
        QVERIFY(response);
        QTEST(response->status, "status");
        QTEST(allowOf(*response), "allow");
    }
    void namesPathValues()
    {
        const ApiRequest request(Put, {u"7"_s, u"a/b"_s}, {});
        QCOMPARE(request.pathValue("id"), u"7"_s);
        QCOMPARE(request.pathValue("name"), u"a/b"_s);
    }
};

QTEST_APPLESS_MAIN(TstApiRouter)
#include "tst_apirouter.moc"
