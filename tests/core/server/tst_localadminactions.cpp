#include "core/server/localadminactions.h"

#include "core/server/accesskeeper.h"
#include "core/server/audittrail.h"
#include "core/server/bankeeper.h"
#include "core/server/commanddispatcher.h"
#include "core/server/revocationkeeper.h"
#include "core/worker/ownermailbox.h"
#include "core/worker/sharedstate.h"
#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

//! A server that does not run: every connection is gone. The thread of the test is owner's and admin thread.
struct Fixture
{
    Fixture()
    {
        QObject::connect(&commands, &CommandDispatcher::finished, &commands,
                         [this](const ActionReport &report) { actions.commandFinished(report); });
        actions.begin(ioLoop());
    }
    ~Fixture() { actions.end(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    void kick(const QString &token = u"ops"_s)
    {
        actions.run({{Actor::Kind::Api, token, {}}, Kick{std::vector{ConnectionId(7)}}, {}},
                    [this](const Result<ActionReport> &report) { reports.push_back(report); });
    }
    bool has(std::size_t count)
    {
        return waitUntil([&] {
            mailbox.runPosted();
            return reports.size() == count;
        });
    }

    SharedState shared{LimitSettings()};
    OwnerMailbox mailbox;
    BanKeeper bans{shared.bans, mailbox};
    RevocationKeeper revocations{shared.auth, mailbox};
    AccessKeeper access{bans, revocations};
    CommandDispatcher commands{mailbox, access};
    AuditTrail trail{shared, mailbox};
    LocalAdminActions actions{commands, trail, mailbox};
    std::vector<Result<ActionReport>> reports;
};

} // namespace

class TestLocalAdminActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersWhoHasAsked()
    {
        Fixture fixture;
        fixture.kick();
        QVERIFY(fixture.reports.empty()); // not from within the call
        (void)fixture.commands.run(
            {{Actor::Kind::Window, u"ann"_s, {}}, Close{std::vector{ConnectionId(8)}}, {}});
        QVERIFY(fixture.has(1));
        const ActionReport &report = *fixture.reports[0];
        QCOMPARE(report.command.actor.name, u"ops"_s);
        QCOMPARE(report.outcomes, (std::vector{ActionOutcome{ConnectionId(7), Outcome::AlreadyGone}}));
    }
    void recordsBeforeItAnswers()
    {
        Fixture fixture;
        fixture.kick();
        QVERIFY(fixture.has(1));
        std::vector<AuditEntry> entries;
        fixture.actions.listAudit(std::get<ListRequest>(ListRequest::parse(QueryList::Audit, {})),
                                  [&](const Result<ListPage<AuditEntry>> &page) { entries = page->rows; });
        QVERIFY(waitUntil([&] { return entries.size() == 1; }));
        QCOMPARE(entries[0].target, u"connection 7"_s);
    }
    void limitsWhatRunsForAToken()
    {
        Fixture fixture;
        for (int i = 0; i < AdminActions::MaxRunning; ++i)
            fixture.kick();
        QVERIFY(fixture.reports.empty());
        fixture.kick();
        QCOMPARE(fixture.reports.size(), std::size_t(1));
        QCOMPARE(fixture.reports[0].error().code, Error::Code::Busy);
        fixture.kick(u"night"_s); // another one
        QVERIFY(fixture.has(AdminActions::MaxRunning + 2));
        fixture.kick();
        QVERIFY(fixture.has(AdminActions::MaxRunning + 3));
        QVERIFY(bool(fixture.reports.back()));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestLocalAdminActions)
#include "tst_localadminactions.moc"
