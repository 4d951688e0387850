#include "core/admin/adminpages.h"

#include <QTest>

using namespace signalbox;

namespace {

const Endpoint Loopback{QHostAddress(QHostAddress::LocalHost), 8081};
const Endpoint Public{QHostAddress(QStringLiteral("192.0.2.1")), 8081};

HttpHead head(const QByteArray &method, const QByteArray &target, const QByteArrayList &hosts = {"localhost"})
{
    HttpHead head;
    head.method = method;
    head.target = target;
    for (const QByteArray &host : hosts)
        head.headers.push_back({"host", host});
    return head;
}

//! 0: it is not rejected.
int statusOf(const AdminDecision &decision)
{
    const auto *response = std::get_if<HttpResponse>(&decision);
    return response ? response->status : 0;
}

QByteArray headerOf(const HttpResponse &response, const QByteArray &name)
{
    for (const auto &[key, value] : response.headers) {
        if (key == name)
            return value;
    }
    return {};
}

} // namespace

class TstAdminPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsPages_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("page");
        QTest::newRow("live") << QByteArray("/livez") << int(AdminPage::Live);
        QTest::newRow("ready") << QByteArray("/readyz") << int(AdminPage::Ready);
        QTest::newRow("metrics") << QByteArray("/metrics") << int(AdminPage::Metrics);
        QTest::newRow("with a query") << QByteArray("/readyz?verbose") << int(AdminPage::Ready);
        QTest::newRow("a whole URL") << QByteArray("http://localhost/metrics") << int(AdminPage::Metrics);
        QTest::newRow("encoded") << QByteArray("/%6Civez") << int(AdminPage::Live);
    }
    void findsPages()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const int, page);
        for (const char *method : {"GET", "HEAD"}) {
            const AdminDecision decision = decideAdmin(head(method, target), Loopback);
            QVERIFY(std::holds_alternative<AdminPage>(decision));
            QCOMPARE(int(std::get<AdminPage>(decision)), page);
        }
    }
    void rejects_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArrayList>("hosts");
        QTest::addColumn<int>("status");
        const QByteArrayList local{"localhost"};
        const QByteArrayList foreign{"rebound.example"};
        QTest::newRow("no page") << QByteArray("GET") << QByteArray("/") << local << 404;
        QTest::newRow("a page of the public port") << QByteArray("GET") << QByteArray("/ws") << local << 404;
        QTest::newRow("below a page") << QByteArray("GET") << QByteArray("/metrics/") << local << 404;
        QTest::newRow("another case") << QByteArray("GET") << QByteArray("/Metrics") << local << 404;
        QTest::newRow("POST") << QByteArray("POST") << QByteArray("/metrics") << local << 405;
        QTest::newRow("get") << QByteArray("get") << QByteArray("/metrics") << local << 501;
        QTest::newRow("a host in the target")
            << QByteArray("GET") << QByteArray("http://rebound.example/livez") << local << 403;
        QTest::newRow("OPTIONS of a foreign host")
            << QByteArray("OPTIONS") << QByteArray("*") << foreign << 403;
        QTest::newRow("path before method") << QByteArray("DELETE") << QByteArray("/x") << local << 404;
        QTest::newRow("no target") << QByteArray("GET") << QByteArray("*") << local << 400;
        QTest::newRow("bad escape") << QByteArray("GET") << QByteArray("/%zz") << local << 400;
        QTest::newRow("no host") << QByteArray("GET") << QByteArray("/livez") << QByteArrayList{} << 400;
        QTest::newRow("two hosts") << QByteArray("GET") << QByteArray("/livez") << local + local << 400;
        QTest::newRow("foreign host") << QByteArray("GET") << QByteArray("/livez") << foreign << 403;
        QTest::newRow("host before path") << QByteArray("GET") << QByteArray("/x") << foreign << 403;
    }
    void rejects()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArrayList, hosts);
        QFETCH(const int, status);
        const AdminDecision decision = decideAdmin(head(method, target, hosts), Loopback);
        QCOMPARE(statusOf(decision), status);
        const HttpResponse &response = std::get<HttpResponse>(decision);
        QCOMPARE(response.contentType, "application/problem+json");
        QCOMPARE(headerOf(response, "Allow"), QByteArray(status == 405 ? "GET, HEAD, OPTIONS" : ""));
        QCOMPARE(headerOf(response, "Cache-Control"), "no-store");
    }
    // RFC 9112 section 3.2.2
    void theTargetReplacesHost()
    {
        QCOMPARE(
            statusOf(decideAdmin(head("GET", "http://127.0.0.1:8081/livez", {"rebound.example"}), Loopback)),
            0);
        QCOMPARE(statusOf(decideAdmin(head("GET", "http://u@localhost/livez", {"localhost"}), Loopback)),
                 400);
        QCOMPARE(statusOf(decideAdmin(head("GET", "http://localhost/livez", {}), Loopback)), 400);
    }
    void answersOptions()
    {
        for (const char *target : {"*", "/", "/livez"}) {
            const AdminDecision decision = decideAdmin(head("OPTIONS", target), Loopback);
            QCOMPARE(statusOf(decision), 204);
            QCOMPARE(headerOf(std::get<HttpResponse>(decision), "Allow"), "GET, HEAD, OPTIONS");
        }
    }
    void rejectsABody()
    {
        HttpHead request = head("GET", "/metrics");
        request.hasBody = true;
        QCOMPARE(statusOf(decideAdmin(request, Loopback)), 400);
    }
    void http10NeedsNoHost()
    {
        HttpHead request = head("GET", "/livez", {});
        request.versionMinor = 0;
        QCOMPARE(statusOf(decideAdmin(request, Loopback)), 0);
        request = head("GET", "/livez", {"rebound.example"});
        request.versionMinor = 0;
        QCOMPARE(statusOf(decideAdmin(request, Loopback)), 403);
    }
    void allowsAnyHostOnAPublicAddress()
    {
        QCOMPARE(statusOf(decideAdmin(head("GET", "/livez", {"monitor.example:8081"}), Public)), 0);
        QCOMPARE(statusOf(decideAdmin(head("GET", "/livez", {"not a host"}), Public)), 400);
    }
    void healthPages()
    {
        QCOMPARE(livePage().status, 200);
        QCOMPARE(livePage().body, "ok\n");
        QCOMPARE(readyPage(Readiness::Ready).status, 200);
        for (const Readiness readiness : {Readiness::Draining, Readiness::NotListening}) {
            const HttpResponse response = readyPage(readiness);
            QCOMPARE(response.status, 503);
            QCOMPARE(response.contentType, "application/problem+json");
            QCOMPARE(headerOf(response, "Retry-After"), "5");
        }
        QVERIFY(readyPage(Readiness::Draining).body.contains("draining"));
    }
    void metricsPageNamesItsFormat()
    {
        const HttpResponse page = metricsPage("x 1\n");
        QCOMPARE(page.contentType, "text/plain; version=0.0.4; charset=utf-8");
        QCOMPARE(page.body, "x 1\n");
        QCOMPARE(headerOf(page, "X-Content-Type-Options"), "nosniff");
    }
};

QTEST_GUILESS_MAIN(TstAdminPages)
#include "tst_adminpages.moc"
