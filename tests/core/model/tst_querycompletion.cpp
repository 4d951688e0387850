#include "core/model/query.h"
#include "core/model/querycompletion.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_QueryCompletion : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void completes_data()
    {
        QTest::addColumn<QueryList>("list");
        QTest::addColumn<QString>("text"); // | is the cursor
        QTest::addColumn<QStringList>("results");
        const auto row = [](QueryList list, const QString &text, const QStringList &results) {
            QTest::newRow(qUtf8Printable(text)) << list << text << results;
        };
        constexpr auto C = QueryList::Connections;
        constexpr auto M = QueryList::Messages;
        row(C, u"us|"_s, {u"user:"_s});
        row(C, u"a -US|"_s, {u"a -user:"_s});
        row(C, u"l|"_s, {u"listener:"_s, u"latency>"_s});
        row(C, u"o| b"_s, {u"origin: b"_s, u"out> b"_s});
        row(C, u"o|r b"_s, {u"origin: b"_s});
        row(C, u"c|"_s, {u"connected>"_s}); // not code:, which connections lack
        row(M, u"c|"_s, {u"code:"_s});
        row(M, u"js|"_s, {u"json:"_s});
        row(M, u"re|"_s, {u"re:\""_s});
        row(C, u"\"us|"_s, {});
        row(C, u"xyz|"_s, {});
        row(C, u"state:|"_s, {u"state:open"_s, u"state:closing"_s});
        row(C, u"state:cl|"_s, {u"state:closing"_s});
        row(C, u"state:open|"_s, {});
        row(M, u"dir:| b"_s, {u"dir:in b"_s, u"dir:out b"_s});
        row(QueryList::Closed, u"cause:pong|"_s, {u"cause:no_pong"_s});
        row(C, u"latency>100|"_s,
            {u"latency>100ms"_s, u"latency>100s"_s, u"latency>100min"_s, u"latency>100h"_s});
        row(C, u"queued>=1.5|"_s, {u"queued>=1.5KiB"_s, u"queued>=1.5MiB"_s});
        row(C, u"latency>100ms|"_s, {});
        row(C, u"in>5|"_s, {});
        row(C, u"user:ann|"_s, {u"user:\"Ann Lee\""_s, u"user:anna"_s});
        row(C, u"user:\"ann l|"_s, {u"user:\"Ann Lee\""_s});
        row(C, u"user:\"Ann Lee\"|"_s, {});
        row(C, u"room:x|"_s, {});
        row(C, u"colour:x|"_s, {});
    }
    void completes()
    {
        QFETCH(QueryList, list);
        QFETCH(QString, text);
        const qsizetype cursor = text.indexOf(u'|');
        text.remove(cursor, 1);
        const QueryCompletion completion = completeQuery(text, cursor, list, [](QueryField field) {
            return field == QueryField::User ? QStringList{u"Ann Lee"_s, u"anna"_s, u"bob"_s} : QStringList();
        });
        QStringList results;
        for (const QString &proposal : completion.proposals) {
            results +=
                QString(text).replace(completion.replaced.position, completion.replaced.length, proposal);
            if (!results.back().endsWith(u':') && !results.back().endsWith(u'"') &&
                !results.back().contains(u'>'))
                QVERIFY(Query::parse(results.back(), list).isValid() || results.back().contains(u": "_s));
        }
        QTEST(results, "results");
    }

    void betweenWordsEveryFieldIsOffered()
    {
        for (const auto list : {QueryList::Connections, QueryList::Closed, QueryList::Rooms, QueryList::Users,
                                QueryList::Messages}) {
            const QueryCompletion completion = completeQuery(u"a  b", 2, list);
            QCOMPARE(completion.replaced, (TextSpan{2, 0}));
            qsizetype fields = 0;
            for (const QueryFieldInfo &info : queryFields())
                fields += qsizetype(info.isIn(list));
            QCOMPARE(completion.proposals.size(), fields);
        }
    }

    void isBounded()
    {
        const QueryCompletion completion = completeQuery(u"room:", 5, QueryList::Rooms, [](QueryField) {
            QStringList rooms;
            for (int i = 0; i < 1000; ++i)
                rooms += u"room %1"_s.arg(i);
            return rooms;
        });
        QCOMPARE(completion.proposals.size(), MaxQueryProposals);
    }
};

QTEST_GUILESS_MAIN(tst_QueryCompletion)
#include "tst_querycompletion.moc"
