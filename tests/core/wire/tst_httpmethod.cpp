#include "core/wire/httpmethod.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;

class TestHttpMethod : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<int>("status"); // 0: no answer
        const auto row = [](const char *method, int status) { QTest::newRow(method) << status; };
        row("GET", 0);
        row("HEAD", 0);
        row("OPTIONS", 204);
        for (const char *method : {"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"})
            row(method, 405);
        for (const char *method : {"get", "Get", "options", "GETS", "GE", "BREW", "PROPFIND", "!"})
            row(method, 501);
    }
    void answers()
    {
        QFETCH(const int, status);
        const std::optional<HttpResponse> response = answerToMethod(QTest::currentDataTag());
        QCOMPARE(response ? response->status : 0, status);
        QCOMPARE(isKnownMethod(QTest::currentDataTag()), status != 501);
        if (!response)
            return;
        const bool hasAllow = std::ranges::any_of(response->headers,
                                                  [](const auto &header) { return header.first == "Allow"; });
        QCOMPARE(hasAllow, status != 501);
        QCOMPARE(response->contentType.isEmpty(), status == 204);
    }
};

QTEST_GUILESS_MAIN(TestHttpMethod)
#include "tst_httpmethod.moc"
