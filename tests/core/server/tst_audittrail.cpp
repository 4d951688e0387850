#include "core/server/audittrail.h"

#include "core/worker/ownermailbox.h"
#include "core/worker/sharedstate.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    std::vector<AuditEntry> entries()
    {
        std::vector<AuditEntry> found;
        trail.log().list(std::get<ListRequest>(ListRequest::parse(QueryList::Audit, {})), replies,
                         [&](const Result<ListPage<AuditEntry>> &page) { found = page->rows; });
        mailbox.runPosted();
        return found;
    }
    quint64 countOf(const QByteArray &action, const QByteArray &result)
    {
        for (const auto &[key, count] : shared.counters.actions().values()) {
            if (action == key.action.text && result == key.result.text)
                return count;
        }
        return 0;
    }
    std::size_t events() const
    {
        EventLog::Reader reader;
        return shared.eventLog.changesFor(reader).events.size();
    }

    SharedState shared{LimitSettings()};
    OwnerMailbox mailbox;
    AuditTrail trail{shared, mailbox};
    StoreReplies replies{[this](StoreReplies::Task task) { mailbox.post(std::move(task)); }};
};

const Actor Ops{Actor::Kind::Api, u"ops"_s, u"10.0.0.5"_s};

} // namespace

class TestAuditTrail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsActsOnTheServer_data()
    {
        QTest::addColumn<AdminAct::What>("what");
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<QString>("failure");
        QTest::newRow("start") << AdminAct::What::Start << QByteArray("start") << QString();
        QTest::newRow("stop") << AdminAct::What::Stop << QByteArray("stop") << QString();
        QTest::newRow("reload") << AdminAct::What::Reload << QByteArray("reload") << u"line 3: no"_s;
        QTest::newRow("certificates")
            << AdminAct::What::ReloadCertificates << QByteArray("reload_certificates") << QString();
        QTest::newRow("drain") << AdminAct::What::Drain << QByteArray("drain") << QString();
    }
    void recordsActsOnTheServer()
    {
        QFETCH(AdminAct::What, what);
        QFETCH(QByteArray, action);
        QFETCH(QString, failure);
        Fixture fixture;
        bool isRecorded = false;
        fixture.trail.acted(Ops, what, failure, [&] { isRecorded = true; });
        QVERIFY(!isRecorded); // never from within the call
        const std::vector<AuditEntry> entries = fixture.entries();
        QVERIFY(isRecorded);
        QCOMPARE(entries.size(), std::size_t(1));
        QCOMPARE(entries[0].who, u"ops"_s);
        QCOMPARE(entries[0].from, u"10.0.0.5"_s);
        QCOMPARE(entries[0].action, QString::fromLatin1(action));
        QCOMPARE(entries[0].outcome, failure.isEmpty() ? u"done"_s : u"failed: line 3: no"_s);
        QCOMPARE(fixture.countOf(action, failure.isEmpty() ? "done" : "rejected"), 1u);
        QCOMPARE(fixture.events(), std::size_t(1));
    }
    void recordsCommands()
    {
        Fixture fixture;
        fixture.trail.commandFinished({.action = ActionId(1), .command = {Ops, Close{AllConnections()}, {}}});
        QCOMPARE(fixture.entries().at(0).target, u"all connections"_s);
        QCOMPARE(fixture.events(), std::size_t(0)); // others record that
    }
};

QTEST_GUILESS_MAIN(TestAuditTrail)
#include "tst_audittrail.moc"
