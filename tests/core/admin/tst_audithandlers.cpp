#include "core/admin/audithandlers.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestAuditHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsActs()
    {
        AdminFixture fixture;
        fixture.actions.auditPage.rows = {{.id = 2,
                                           .time = WallTime(Milliseconds(1'000'000'000'123)),
                                           .who = u"ops"_s,
                                           .from = u"10.0.0.5"_s,
                                           .action = u"kick"_s,
                                           .target = u"user bot"_s,
                                           .outcome = u"closed 3"_s,
                                           .detail = u"code 4100"_s},
                                          {.id = 1,
                                           .who = u"ann"_s,
                                           .from = u"window"_s,
                                           .action = u"start"_s,
                                           .target = u"server"_s,
                                           .outcome = u"done"_s}};
        fixture.actions.auditPage.matched = 7;
        fixture.actions.auditPage.next = u"n1"_s;
        const QByteArray answer =
            fixture.responseTo("/api/v1/audit?filter=who%3Aops&limit=2&sort=who", bearer("operator"));
        QCOMPARE(answer.mid(answer.indexOf("\r\n\r\n") + 4),
                 QByteArray(R"({"audit":[{"time":"2001-09-09T01:46:40.123Z","who":"ops","from":"10.0.0.5",)"
                            R"("action":"kick","target":"user bot","outcome":"closed 3",)"
                            R"("detail":"code 4100"},{"time":"1970-01-01T00:00:00.000Z","who":"ann",)"
                            R"("from":"window","action":"start","target":"server","outcome":"done"}],)"
                            R"("matched":7,"next":"n1"})"));
        QCOMPARE(fixture.actions.audit->limit, std::size_t(2));
        QCOMPARE(fixture.actions.audit->sort, (ListSort{QueryField::Who, false}));
        QVERIFY(!fixture.actions.audit->filter.isEmpty());
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<int>("status");
        QTest::newRow("a field of other lists") << "filter=latency%3E1ms"_ba << 422;
        QTest::newRow("no field to sort by") << "sort=user"_ba << 422;
        QTest::newRow("a limit that is too large") << "limit=1001"_ba << 422;
        QTest::newRow("a cursor of nothing") << "after=abc"_ba << 400;
    }
    void refuses()
    {
        QFETCH(QByteArray, query);
        QFETCH(int, status);
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/audit?" + query, bearer("operator")), status);
        QVERIFY(!fixture.actions.audit);
    }
    void isForOperators()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/audit", bearer("viewer")), 403);
        QCOMPARE(fixture.statusOf("/api/v1/audit", bearer("admin")), 200);
    }
    void saysThatItCannotBeRead()
    {
        AdminFixture fixture;
        fixture.actions.error = Error{Error::Code::Io, u"disk"_s};
        QCOMPARE(fixture.statusOf("/api/v1/audit", bearer("operator")), 503);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestAuditHandlers)
#include "tst_audithandlers.moc"
