#include "core/model/auditqueryrow.h"

#include "core/model/listrequest.h"
#include "core/model/query.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestAuditQueryRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        for (const auto &[text, expected] :
             {std::pair("ops", true), std::pair("who:ops", true), std::pair("who:ann", false),
              std::pair("from:10.0", true), std::pair("from=10.0", false), std::pair("action=kick", true),
              std::pair("-action=kick", false), std::pair("target:ann", true),
              std::pair("outcome:\"no answer\"", true), std::pair("outcome:gone", false),
              std::pair("spam", true), std::pair("who:spam", false), std::pair("age<1h", true),
              std::pair("age>1h", false), std::pair("re:\"k.ck\"", true)})
            QTest::newRow(text) << QString::fromLatin1(text) << expected;
    }
    void accepts()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const WallTime now(Milliseconds(100'000'000));
        const AuditEntry entry{.id = 7,
                               .time = now - std::chrono::minutes(10),
                               .who = u"ops"_s,
                               .from = u"10.0.0.5"_s,
                               .action = u"kick"_s,
                               .target = u"connection 17 (user Ann, 10.0.0.9)"_s,
                               .outcome = u"closed 3, no answer 1"_s,
                               .detail = u"code 4100, reason \"spam\""_s};
        const ParsedQuery parsed = Query::parse(text, QueryList::Audit);
        QVERIFY(parsed.isValid());
        QCOMPARE(parsed.query.accepts(AuditQueryRow(entry, now)), expected);
    }
    void hasNoOtherFields()
    {
        for (const QString &text : {u"user:ann"_s, u"room:a"_s, u"latency>1ms"_s, u"id:3"_s, u"code:4100"_s})
            QVERIFY2(!Query::parse(text, QueryList::Audit).isValid(), qPrintable(text));
        QVERIFY(!Query::parse(u"who:ops", QueryList::Connections).isValid());
    }
    void theNewestComesFirst()
    {
        const auto parsed = ListRequest::parse(QueryList::Audit, {});
        QCOMPARE(std::get<ListRequest>(parsed).sort, (ListSort{QueryField::Id, true}));
    }
};

QTEST_APPLESS_MAIN(TestAuditQueryRow)
#include "tst_auditqueryrow.moc"
