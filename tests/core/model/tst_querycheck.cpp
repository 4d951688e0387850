#include "core/model/querycheck.h"
#include "core/model/queryrows.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

ConnectionInfo connection()
{
    ConnectionInfo info;
    info.id = ConnectionId(12);
    info.user = u"Ann"_s;
    info.room = u"lobby"_s;
    info.path = u"/"_s;
    info.userAgent = QString(500, u'a');
    info.origin = QString(500, u'b');
    info.subprotocol = u"x"_s;
    info.peer = {QHostAddress(u"10.0.0.7"_s), 4000};
    return info;
}

Query query(const QString &text)
{
    const ParsedQuery parsed = Query::parse(text, QueryList::Connections);
    return parsed.isValid() ? parsed.query : throw std::runtime_error("a bad query");
}

} // namespace

class tst_QueryCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAsTheQuery_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("accepted");
        QTest::addColumn<bool>("takesSlices");
        QTest::newRow("empty") << u""_s << true << false;
        QTest::newRow("short") << u"user:ann -room:tea"_s << true << false;
        QTest::newRow("number") << u"id:12"_s << true << false;
        QTest::newRow("digits in the id") << u"12"_s << true << true;
        QTest::newRow("long texts") << u"agent:aaa origin:bbb"_s << true << false;
        QTest::newRow("all texts") << u"-zzz -yyy"_s << true << true;
        QTest::newRow("found early") << u"-Ann"_s << false << false;
        QTest::newRow("found late") << u"-zzz -lobby"_s << false << true;
        QTest::newRow("expressions") << u"re:b+$ -re:z re:^lob"_s << true << true;
        QTest::newRow("an expression for nothing") << u"re:z"_s << false << true;
        QTest::newRow("many terms") << u"agent:a "_s.repeated(64) << true << true;
        QTest::newRow("address") << u"addr:10.0.0.0/8"_s << true << false;
    }
    void answersAsTheQuery()
    {
        QFETCH(QString, text);
        QFETCH(bool, accepted);
        QFETCH(bool, takesSlices);
        const ConnectionInfo info = connection();
        const Activity activity;
        const Query asked = query(text);
        QueryCheck check;
        for (int round = 0; round < 2; ++round) { // it begins anew after a result
            QCOMPARE(check.run(asked, ConnectionQueryRow(info, activity, {}), TimePoint::max()),
                     accepted ? QueryCheck::State::Accepted : QueryCheck::State::Rejected);
            int slices = 1;
            QueryCheck::State state{};
            while ((state = check.run(asked, ConnectionQueryRow(info, activity, {}), TimePoint())) ==
                   QueryCheck::State::Unfinished)
                QVERIFY(++slices < 1000);
            QCOMPARE(state, accepted ? QueryCheck::State::Accepted : QueryCheck::State::Rejected);
            QCOMPARE(slices > 1, takesSlices);
        }
        QCOMPARE(asked.accepts(ConnectionQueryRow(info, activity, {})), accepted);
    }

    void anotherRowAfterReset()
    {
        ConnectionInfo info = connection();
        const Activity activity;
        const Query asked = query(u"re:^a+$ -re:q"_s);
        QueryCheck check;
        QCOMPARE(check.run(asked, ConnectionQueryRow(info, activity, {}), TimePoint()),
                 QueryCheck::State::Unfinished);
        check.reset();
        info.userAgent.clear();
        QCOMPARE(check.run(asked, ConnectionQueryRow(info, activity, {}), TimePoint::max()),
                 QueryCheck::State::Rejected);
    }
};

QTEST_GUILESS_MAIN(tst_QueryCheck)
#include "tst_querycheck.moc"
