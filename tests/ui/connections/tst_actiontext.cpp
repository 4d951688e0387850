#include "ui/connections/actiontext.h"

#include <QTest>
#include <QTranslator>

using namespace signalbox;
using namespace Qt::StringLiterals;

using Outcomes = QList<Outcome>;

class tst_ActionText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void describes_data();
    void describes();
    void saysWhyNothingWasDone();
    void translatesWhyBansWereNotChanged_data();
    void translatesWhyBansWereNotChanged();
};

void tst_ActionText::describes_data()
{
    QTest::addColumn<CommandBody>("command");
    QTest::addColumn<Outcomes>("outcomes");
    QTest::addColumn<QString>("expected");
    using enum Outcome;
    QTest::newRow("one kicked") << CommandBody(Kick()) << Outcomes{ClosedClean}
                                << u"Kicked: closed cleanly"_s;
    QTest::newRow("one kicked, no answer")
        << CommandBody(Kick()) << Outcomes{NoAnswer} << u"Kicked: did not answer and was dropped"_s;
    QTest::newRow("one gone") << CommandBody(Kick()) << Outcomes{AlreadyGone} << u"Already gone"_s;
    QTest::newRow("one gone before a ping")
        << CommandBody(Ping()) << Outcomes{AlreadyGone} << u"Already gone"_s;
    QTest::newRow("one closed") << CommandBody(Close()) << Outcomes{ClosedClean} << u"Closed cleanly"_s;
    QTest::newRow("one pinged") << CommandBody(Ping()) << Outcomes{Done} << u"Ping answered"_s;
    QTest::newRow("one pinged, no answer")
        << CommandBody(Ping()) << Outcomes{NoAnswer} << u"Ping: no answer"_s;
    QTest::newRow("one rejected") << CommandBody(Send()) << Outcomes{Rejected}
                                  << u"Not sent: its queue is full"_s;
    QTest::newRow("three kicked") << CommandBody(Kick()) << Outcomes{ClosedClean, NoAnswer, ClosedClean}
                                  << u"3 kicked: 2 closed cleanly, 1 did not answer"_s;
    QTest::newRow("one of three gone") << CommandBody(Kick()) << Outcomes{ClosedClean, AlreadyGone, NoAnswer}
                                       << u"2 kicked: 1 closed cleanly, 1 did not answer, 1 already gone"_s;
    QTest::newRow("all gone") << CommandBody(Close()) << Outcomes{AlreadyGone, AlreadyGone}
                              << u"All 2 were already gone"_s;
    QTest::newRow("two pinged") << CommandBody(Ping()) << Outcomes{Done, NoAnswer}
                                << u"2 pinged: 1 answered, 1 did not answer"_s;
    QTest::newRow("one put into a room")
        << CommandBody(PutIntoRoom()) << Outcomes{Done} << u"Put into the room"_s;
    QTest::newRow("one rejected by a limit")
        << CommandBody(PutIntoRoom()) << Outcomes{Rejected} << u"Not put into the room: a limit is reached"_s;
    QTest::newRow("two put into a room") << CommandBody(PutIntoRoom()) << Outcomes{Done, Rejected}
                                         << u"2 to put into the room: 1 in it now, 1 rejected by a limit"_s;
    QTest::newRow("one taken out") << CommandBody(TakeOutOfRoom()) << Outcomes{Done}
                                   << u"Taken out of the room"_s;
    QTest::newRow("one was not in the room")
        << CommandBody(TakeOutOfRoom()) << Outcomes{Rejected} << u"It was not in the room"_s;
    QTest::newRow("three taken out") << CommandBody(TakeOutOfRoom()) << Outcomes{Done, Rejected, AlreadyGone}
                                     << u"2 to take out of the room: 1 out of it now, 1 not in it before, "
                                        u"1 already gone"_s;
    QTest::newRow("one unknown") << CommandBody(Kick()) << Outcomes{Unknown} << u"Unknown how it ended"_s;
    QTest::newRow("one of two unknown") << CommandBody(Kick()) << Outcomes{ClosedClean, Unknown}
                                        << u"2 kicked: 1 closed cleanly, 1 unknown"_s;
    QTest::newRow("one published to")
        << CommandBody(Publish()) << Outcomes{Done} << u"Sent to 1 connection(s)"_s;
    QTest::newRow("published to nobody")
        << CommandBody(Publish()) << Outcomes{} << u"Sent to 0 connection(s)"_s;
    QTest::newRow("history deleted") << CommandBody(DeleteHistory()) << Outcomes{} << u"History deleted"_s;
    QTest::newRow("tokens revoked") << CommandBody(Revoke{.kind = RevocationKind::User}) << Outcomes{}
                                    << u"Tokens revoked, 0 connection(s) closed"_s;
    QTest::newRow("token revoked") << CommandBody(Revoke()) << Outcomes{}
                                   << u"Token revoked, 0 connection(s) closed"_s;
    QTest::newRow("no connection") << CommandBody(Close()) << Outcomes{} << u"There was no connection"_s;
}

void tst_ActionText::describes()
{
    QFETCH(CommandBody, command);
    QFETCH(Outcomes, outcomes);
    QFETCH(QString, expected);
    ActionReport report{ActionId(1), {{}, command}, {}, 0};
    quint64 id = 0;
    for (const Outcome outcome : outcomes)
        report.outcomes.push_back({ConnectionId(++id), outcome});
    QCOMPARE(ActionText::of(report), expected);
    QCOMPARE(ActionText::of(report, u"ann and eve"_s), expected + u" (ann and eve)"_s);
}

void tst_ActionText::saysWhyNothingWasDone()
{
    ActionReport report{.action = ActionId(1),
                        .command = {{}, DeleteHistory{RoomTarget{u"a"_s}}},
                        .failure = u"there is no such room"_s};
    QCOMPARE(ActionText::of(report), u"History not deleted: there is no such room"_s);
    report.command.body = Publish{RoomTarget{u"a"_s}};
    QCOMPARE(ActionText::of(report), u"Not sent: there are as many rooms as allowed"_s);
    report.command.body = Revoke();
    QCOMPARE(ActionText::of(report), u"Not done: there is no such room"_s);
}

void tst_ActionText::translatesWhyBansWereNotChanged_data()
{
    QTest::addColumn<QString>("failure");
    QTest::addColumn<QString>("expected");
    QTest::newRow("sentence") << u"there is no such ban"_s << u"[Not done: ][there is no such ban]"_s;
    QTest::newRow("with a detail") << u"there is such a ban already: user a: b, id 7"_s
                                   << u"[Not done: ][there is such a ban already]: user a: b, id 7"_s;
    QTest::newRow("colon without a blank") << u"10:30"_s << u"[Not done: ][10:30]"_s;
}

void tst_ActionText::translatesWhyBansWereNotChanged()
{
    QFETCH(const QString, failure);
    QFETCH(const QString, expected);
    //! Puts what it translates into brackets.
    class Brackets final : public QTranslator
    {
        QString translate(const char *context, const char *source, const char *, int) const override
        {
            if (QByteArrayView(context) != "signalbox::ActionText")
                return {};
            const QString text = QString::fromUtf8(source);
            return text == u"Not done: %1"_s ? u"[Not done: ]%1"_s : u'[' + text + u']';
        }
        bool isEmpty() const override { return false; }
    };
    Brackets translator;
    QCoreApplication::installTranslator(&translator);
    const ActionReport report{.action = ActionId(1), .command = {{}, RemoveBans()}, .failure = failure};
    QCOMPARE(ActionText::of(report), expected);
}

QTEST_GUILESS_MAIN(tst_ActionText)
#include "tst_actiontext.moc"
