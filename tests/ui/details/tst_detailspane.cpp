#include "ui/details/detailspane.h"

#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/details/factlist.h"
#include "ui/details/latencychart.h"
#include "ui/theme/elidedlabel.h"

#include <QLabel>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_DetailsPane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale::c());
        m_now = wallNow();
        m_model = std::make_unique<ConnectionsModel>(nullptr, [this] { return m_now; });
        m_snapshots = sampleConnections(5, 1, m_now);
        m_model->apply({m_snapshots, {}, {}});
        m_pane = std::make_unique<DetailsPane>(m_api, *m_model, nullptr, [this] { return m_now; });
        m_pane->resize(380, 700);
        m_pane->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
    }
    void cleanup()
    {
        m_pane.reset();
        m_model.reset();
        m_api.takeDetailRequests();
    }
    void saysWhatToDoAtFirst()
    {
        QVERIFY(label(u"detailsHint"_s)->isVisible());
        QVERIFY(!label(u"detailsHint"_s)->text().isEmpty());
        QVERIFY(!m_pane->findChild<QScrollArea *>()->isVisible());
        QVERIFY(m_api.takeDetailRequests().empty());
    }
    void showsOneConnection()
    {
        show({2});
        QCOMPARE(m_api.takeDetailRequests(), std::vector{ConnectionId(2)});
        QCOMPARE(headline(), m_snapshots[1].info.user);
        QVERIFY(label(u"state"_s)->text().startsWith(u"#2 · open for "_s));
        QVERIFY(!list(u"network"_s)->isVisible() || list(u"network"_s)->facts().empty());
        ConnectionReport report = reportOf(2);
        report.requestHead = "GET /room/quay HTTP/1.1\nHost: a";
        report.network = NetworkReading{.roundTrip = 3ms};
        report.events = {{m_now, ConnectionEventKind::Joined, 1, 1, u"mole"_s}};
        m_api.report(report);
        QCOMPARE(list(u"network"_s)->facts().front().value, u"3.0 ms ± 0 µs"_s);
        QCOMPARE(list(u"request"_s)->facts().size(), std::size_t(2));
        QCOMPARE(list(u"events"_s)->facts().back().value, u"joined mole"_s);
        QVERIFY(label(u"networkTitle"_s)->isVisible());
    }
    void showsWhatIsKnownAboutARowOfAnotherList()
    {
        show({2});
        m_api.takeDetailRequests();
        const FactSheet sheet{.headline = u"mia (#7)"_s,
                              .sentence = u"No pong for 35 s"_s,
                              .facts = {{.title = u"Code"_s, .value = u"4408"_s}}};
        m_pane->showFacts(sheet);
        QCOMPARE(headline(), sheet.headline);
        QCOMPARE(label(u"why"_s)->text(), sheet.sentence);
        QVERIFY(label(u"why"_s)->isVisible());
        QCOMPARE(list(u"identity"_s)->facts(), sheet.facts);
        QVERIFY(label(u"state"_s)->text().isEmpty());
        QVERIFY(!label(u"networkTitle"_s)->isVisible());
        QVERIFY(!m_pane->findChild<QTimer *>()->isActive());
        QVERIFY(m_api.takeDetailRequests().empty());
        m_pane->setConnections({}); // nothing is selected any more: it stays
        QCOMPARE(headline(), sheet.headline);
        show({2}); // the same as before
        QCOMPARE(headline(), m_snapshots[1].info.user);
        QVERIFY(!label(u"why"_s)->isVisible());
        m_pane->showFacts({.headline = u"an event"_s, .sentence = {}, .facts = {}});
        QVERIFY(!label(u"why"_s)->isVisible());
    }
    void asksAgainOnceASecondAndOneAtATime()
    {
        show({3});
        QCOMPARE(m_api.takeDetailRequests().size(), std::size_t(1));
        QVERIFY(ticks());
        QVERIFY(m_api.takeDetailRequests().empty()); // nothing has come: no further question
        m_api.report(reportOf(3));
        QVERIFY(m_api.takeDetailRequests().empty()); // not at once
        QVERIFY(ticks());
        QCOMPARE(m_api.takeDetailRequests().size(), std::size_t(1));
        m_api.report(reportOf(3));
        m_pane->hide();
        QVERIFY(!m_pane->findChild<QTimer *>()->isActive());
        QVERIFY(m_api.takeDetailRequests().empty());
        m_pane->show();
        QCOMPARE(m_api.takeDetailRequests().size(), std::size_t(1));
    }
    void anotherChoiceIsAskedForWhenTheAnswerHasCome()
    {
        show({1});
        show({4});
        QCOMPARE(m_api.takeDetailRequests(), std::vector{ConnectionId(1)});
        ConnectionReport late = reportOf(1);
        late.requestHead = "GET /late HTTP/1.1";
        m_api.report(late);
        QCOMPARE(m_api.takeDetailRequests(), std::vector{ConnectionId(4)});
        QVERIFY(list(u"request"_s)->facts().empty()); // not that of another connection
        m_api.report(reportOf(4));
        m_api.report(late); // which somebody else has asked for
        QVERIFY(list(u"request"_s)->facts().empty());
    }
    void aConnectionThatEndsStaysWithTheReason()
    {
        m_pane->setWatching(true);
        QVERIFY(m_api.isWatchedForClosed());
        show({2});
        ConnectionReport report = reportOf(2);
        report.requestHead = "GET /kept HTTP/1.1";
        m_api.report(report);
        m_api.takeDetailRequests();
        m_model->apply({{}, {}, {{ConnectionId(2), {}}}});
        show({}); // the table has lost its selection
        m_api.emitClosed(closedBatch(2, 4408, u"slow consumer"_s, 7s));
        QCOMPARE(headline(), m_snapshots[1].info.user);
        QVERIFY(label(u"state"_s)->text().contains(u"was open for "_s));
        QVERIFY(label(u"why"_s)->isVisible());
        QVERIFY(label(u"why"_s)->text().contains(u"closed 4408 at "_s));
        QVERIFY(label(u"why"_s)->text().contains(u"slow consumer"_s));
        QCOMPARE(list(u"request"_s)->facts().front().value, u"GET /kept HTTP/1.1"_s);
        QVERIFY(ticks());
        QVERIFY(m_api.takeDetailRequests().empty());
    }
    void showsHowTheConnectionBeforeEnded()
    {
        m_pane->setWatching(true);
        ClosedBatch batch = closedBatch(2, 1006, u"gone"_s, 7s);
        batch.closed[0].info.id = ConnectionId(99);
        batch.closed[0].info.connectedAt -= 1h;
        m_api.emitClosed(batch);
        show({1});
        QVERIFY(!label(u"earlier"_s)->isVisible());
        show({2});
        QVERIFY(label(u"earlier"_s)->isVisible());
        QVERIFY(label(u"earlier"_s)->text().startsWith(u"Earlier: closed 1006 at "_s));
        QVERIFY(label(u"earlier"_s)->text().endsWith(u", “gone”"_s));
        QVERIFY(!label(u"why"_s)->isVisible());
    }
    void summarisesSeveral()
    {
        show({1, 2, 4});
        QVERIFY(m_api.takeDetailRequests().empty());
        QVERIFY(headline().startsWith(u"3 "_s));
        QCOMPARE(list(u"identity"_s)->facts().front().title, u"Users"_s);
        QVERIFY(!list(u"events"_s)->isVisible());
        QVERIFY(!m_pane->findChild<LatencyChart *>()->isVisible());
        show({});
        QVERIFY(label(u"detailsHint"_s)->isVisible());
    }
    void namesDoNotBreakTheHeadline()
    {
        ConnectionSnapshot hostile = m_snapshots[0];
        hostile.info.id = ConnectionId(77);
        hostile.info.user = u"<h1>\u202Ex</h1>\u05d0"_s + QString(300, u'w');
        m_model->apply({{hostile}, {}, {}});
        show({77});
        QVERIFY(headline().startsWith(u"<h1>‹U+202E›x</h1>"_s));
        QVERIFY(label(u"state"_s)->text().startsWith(u"#77"_s));
        QVERIFY(m_pane->width() == 380);
        QVERIFY(m_pane->minimumSizeHint().width() < 300);
        QVERIFY(label(u"state"_s)->geometry().right() <= m_pane->width());
    }
    void theChartIsThereWhenTheRowIsChosen()
    {
        for (int i = 1; i <= 4; ++i) {
            m_now += 5s;
            m_snapshots[2].activity.latency = LatencyReading{.last = i * 10ms, .smoothed = i * 10ms};
            m_model->apply({{}, {{ConnectionId(3), m_snapshots[2].activity}}, {}});
        }
        show({3});
        const auto *chart = m_pane->findChild<LatencyChart *>();
        QVERIFY(chart->isVisible());
        QVERIFY(chart->accessibleDescription().contains(u"last 40 ms"_s));
    }
    void theNextRunOfTheServerMayUseTheSameId()
    {
        m_pane->setWatching(true);
        ClosedBatch batch = closedBatch(2, 1001, u"restart"_s, 7s);
        batch.closed[0].info.connectedAt -= 1h;
        m_api.emitClosed(batch);
        show({2});
        QVERIFY(!label(u"why"_s)->isVisible());
        QVERIFY(label(u"state"_s)->text().contains(u"· open for "_s));
    }

private:
    //! Waits until the pane has refreshed by itself.
    bool ticks() const
    {
        QSignalSpy timeouts(m_pane->findChild<QTimer *>(), &QTimer::timeout);
        return timeouts.wait();
    }
    void show(const QList<quint64> &ids)
    {
        QList<ConnectionId> connections;
        for (const quint64 id : ids)
            connections += ConnectionId(id);
        m_pane->setConnections(connections);
    }
    static ConnectionReport reportOf(quint64 id)
    {
        ConnectionReport report;
        report.id = ConnectionId(id);
        report.isFound = true;
        return report;
    }
    ClosedBatch closedBatch(quint64 id, quint16 code, const QString &reason, std::chrono::seconds after) const
    {
        ClosedConnection closed;
        closed.info = m_snapshots[std::size_t(id - 1)].info;
        closed.end.code = code;
        closed.end.reason = reason;
        closed.closedAt = closed.info.connectedAt + after;
        ClosedBatch batch;
        batch.closed.push_back(closed);
        return batch;
    }
    QLabel *label(const QString &name) const { return m_pane->findChild<QLabel *>(name); }
    FactList *list(const QString &name) const { return m_pane->findChild<FactList *>(name); }
    QString headline() const { return m_pane->findChild<ElidedLabel *>(u"headline"_s)->fullText(); }

    WallTime m_now;
    FakeConnections m_api;
    std::vector<ConnectionSnapshot> m_snapshots;
    std::unique_ptr<ConnectionsModel> m_model;
    std::unique_ptr<DetailsPane> m_pane;
};

QTEST_MAIN(tst_DetailsPane)
#include "tst_detailspane.moc"
