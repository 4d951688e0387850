#include "core/model/banqueryrow.h"

#include "core/model/query.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_BanQueryRow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        for (const auto &[text, expected] : {std::pair("10.0", true),
                                             std::pair("FLOODS", true),
                                             std::pair("ann", true),
                                             std::pair("bob", false),
                                             std::pair("kind:address", true),
                                             std::pair("kind:user", false),
                                             std::pair("-kind:user", true),
                                             std::pair("value:10.0*", true),
                                             std::pair("value=10.0.0.0/8", true),
                                             std::pair("value:11.", false),
                                             std::pair("addr:10.0", true),
                                             std::pair("addr:10.0.0.0/8", true),
                                             std::pair("addr:10.0.0.0/16", false),
                                             std::pair("addr:0.0.0.0/0", true),
                                             std::pair("addr:11.", false),
                                             std::pair("-addr:10.", false),
                                             std::pair("addr=10.0.0.0", false),
                                             std::pair("reason:lobby", true),
                                             std::pair("by=ann", true),
                                             std::pair("by:an", true),
                                             std::pair("by=an", false),
                                             std::pair("id:7", true),
                                             std::pair("id:8", false),
                                             std::pair("created>30min", true),
                                             std::pair("created>2h", false),
                                             std::pair("expires<1d", true),
                                             std::pair("expires>1d", false),
                                             std::pair("hits>=12", true),
                                             std::pair("hits>12", false),
                                             std::pair("re:\"^10\"", true)})
            QTest::newRow(text) << QString::fromLatin1(text) << expected;
    }
    void accepts()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const WallTime now(1'800'000'000s);
        const Ban ban{.id = BanId(7),
                      .kind = BanKind::Address,
                      .value = u"10.0.0.0/8"_s,
                      .reason = u"floods the lobby"_s,
                      .by = u"ann"_s,
                      .created = now - 1h,
                      .expires = now + 1h,
                      .hits = 12};
        const ParsedQuery parsed = Query::parse(text, QueryList::Bans);
        QVERIFY2(parsed.isValid(), qPrintable(text));
        QCOMPARE(parsed.query.accepts(BanQueryRow(ban, now)), expected);
    }
    void onlyBansOfAddressesHaveOne()
    {
        const Ban user{.kind = BanKind::User, .value = u"10.0.0.7"_s};
        const Ban address{.kind = BanKind::Address, .value = u"10.0.0.7"_s};
        for (const QString &text :
             {u"addr:10."_s, u"addr:10.0.0.7/32"_s, u"addr=10.0.0.7"_s, u"addr:0.0.0.0/0"_s}) {
            const Query query = Query::parse(text, QueryList::Bans).query;
            QVERIFY(query.accepts(BanQueryRow(address, {})));
            QVERIFY(!query.accepts(BanQueryRow(user, {})));
        }
        QVERIFY(Query::parse(u"-addr:10."_s, QueryList::Bans).query.accepts(BanQueryRow(user, {})));
    }
    void aBanForEverHasNoEnd()
    {
        Ban ban{.value = u"ann"_s};
        QVERIFY(!Query::parse(u"expires>1h", QueryList::Bans).query.accepts(BanQueryRow(ban, {})));
        ban.expires =
            WallTime(Milliseconds(std::numeric_limits<qint64>::max() / 2)); // more than nanoseconds can say
        QVERIFY(Query::parse(u"expires>1h", QueryList::Bans).query.accepts(BanQueryRow(ban, {})));
    }
    void hasNoOtherFields()
    {
        for (const QString &text : {u"user:ann"_s, u"room:a"_s, u"latency>1ms"_s, u"who:a"_s})
            QVERIFY2(!Query::parse(text, QueryList::Bans).isValid(), qPrintable(text));
        QVERIFY(!Query::parse(u"hits>1", QueryList::Connections).isValid());
    }
};

QTEST_APPLESS_MAIN(tst_BanQueryRow)
#include "tst_banqueryrow.moc"
