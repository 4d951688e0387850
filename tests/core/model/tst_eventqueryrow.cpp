#include "core/model/eventqueryrow.h"

#include "core/model/query.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

struct Case
{
    const char *text;
    bool expected;
};

void addRows(std::initializer_list<Case> rows)
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    for (const Case &row : rows)
        QTest::newRow(row.text) << QString::fromUtf8(row.text) << row.expected;
}

bool accepts(const QString &text, const ServerEvent &event, QStringView shown)
{
    const ParsedQuery parsed = Query::parse(text, QueryList::Events);
    if (!parsed.isValid())
        qWarning("%s", qPrintable(parsed.errors.front().text()));
    return parsed.isValid() && parsed.query.accepts(EventQueryRow(event, shown));
}

} // namespace

class TestEventQueryRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusals_data()
    {
        addRows({
            {"shop", true},
            {"SHOP.example", true},
            {"refuse", true}, // what is shown
            {"origin:shop", true},
            {"origin:https://shop.*", true},
            {"origin:https://other.*", false},
            {"path:shop", false},
            {"code:403", true},
            {"code:404", false},
            {"-code:403", false},
            {"reason:origin", true},
            {"reason=path", false},
            {"level:warning", true},
            {"level:info", false},
            {"-level:info", true},
            {"count>213", true},
            {"count>214", false},
            {"count=214", true},
            {"addr:203.0.113.0/24", true},
            {"addr:10.0.0.0/8", false},
            {"203.0.113", true},
            {"user:eve", false},
            {"id:3", false},
            {"re:\"shop\\.ex\"", true},
        });
    }
    void refusals()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        ServerEvent event;
        event.level = EventLevel::Warning;
        event.count = 214;
        event.peer = {QHostAddress(u"203.0.113.9"_s), 5001};
        event.body = RequestRefused{.reason = "origin"_L1,
                                    .status = 403,
                                    .subject = RequestRefused::Subject::Origin,
                                    .value = u"https://shop.example"_s};
        QCOMPARE(accepts(text, event, u"403 refused"), expected);
    }
    void others_data()
    {
        addRows({
            {"eve", true},
            {"user:eve", true},
            {"id:12", true},
            {"id:10-20", true},
            {"id:13", false},
            {"12", true},
            {"reason:slow_consumer_hard", true},
            {"slow", true},
            {"code:4408", false},
            {"origin:e", false},
            {"level:error", false},
            {"count=1", true},
        });
    }
    void others()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        ServerEvent event;
        event.level = EventLevel::Warning;
        event.user = u"Eve"_s;
        event.connection = ConnectionId(12);
        event.body = LimitReached{Cause::QueueOverflow, "limits.outbox_hard"_L1};
        QCOMPARE(accepts(text, event, {}), expected);
    }
    void namesOfEvents()
    {
        ServerEvent event;
        event.body = AdminPortLost{u"in use"_s};
        QVERIFY(accepts(u"reason=admin_port_lost"_s, event, {}));
        QVERIFY(!accepts(u"addr:0.0.0.0/0"_s, event, {}));
    }
    void unknownFields_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"room:lobby", "latency>1s", "dir:in", "level:loud", "count:many"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void unknownFields()
    {
        QFETCH(QString, text);
        QVERIFY(!Query::parse(text, QueryList::Events).isValid());
    }
    void theCountIsLive()
    {
        QVERIFY(Query::parse(u"count>3", QueryList::Events).query.isLive());
        QVERIFY(!Query::parse(u"level:error shop", QueryList::Events).query.isLive());
    }
};

QTEST_GUILESS_MAIN(TestEventQueryRow)
#include "tst_eventqueryrow.moc"
