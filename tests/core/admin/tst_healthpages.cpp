#include "core/admin/healthpages.h"

#include <QTest>

using namespace signalbox;

namespace {

QByteArray headerOf(const HttpResponse &response, const QByteArray &name)
{
    for (const auto &[key, value] : response.headers) {
        if (key == name)
            return value;
    }
    return {};
}

} // namespace

class TstHealthPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void live()
    {
        QCOMPARE(livePage().status, 200);
        QCOMPARE(livePage().body, "ok\n");
    }
    void ready()
    {
        QCOMPARE(readyPage(Readiness::Ready, true).status, 200);
        for (const Readiness readiness : {Readiness::Draining, Readiness::NotListening}) {
            const HttpResponse response = readyPage(readiness, true);
            QCOMPARE(response.status, 503);
            QCOMPARE(response.contentType, "application/problem+json");
            QCOMPARE(headerOf(response, "Retry-After"), "5");
        }
        QVERIFY(readyPage(Readiness::Draining, true).body.contains("draining"));
    }
    void isNotReadyWithoutItsBroker()
    {
        QCOMPARE(readyPage(Readiness::Ready, false).status, 503);
        QVERIFY(readyPage(Readiness::Ready, false).body.contains("broker"));
        QVERIFY(readyPage(Readiness::Draining, false).body.contains("draining"));
        QCOMPARE(readyPage(Readiness::NotListening, false).status, 503);
    }
    void metricsNameTheirFormat()
    {
        const HttpResponse page = metricsPage("x 1\n");
        QCOMPARE(page.contentType, "text/plain; version=0.0.4; charset=utf-8");
        QCOMPARE(page.body, "x 1\n");
    }
};

QTEST_GUILESS_MAIN(TstHealthPages)
#include "tst_healthpages.moc"
