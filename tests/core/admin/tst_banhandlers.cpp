#include "core/admin/banhandlers.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

const QByteArray Json = "Content-Type: application/json\r\n";

Ban ann()
{
    return {.id = BanId(17),
            .kind = BanKind::User,
            .value = u"Ann"_s,
            .reason = u"spam"_s,
            .by = u"ops"_s,
            .created = WallTime(Milliseconds(1900000000000)),
            .hits = 2};
}

const QByteArray AnnJson = R"("id":"17","kind":"user","value":"Ann","reason":"spam","by":"ops",)"
                           R"("created":"2030-03-17T17:46:40.000Z","hits":2)";

} // namespace

class TestBanHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsThem()
    {
        AdminFixture fixture;
        fixture.lists.banList = {{ann()}, 5, u"abc"_s};
        QCOMPARE(bodyOf(fixture.responseTo("/api/v1/bans?filter=kind:user&sort=-hits", bearer("viewer"))),
                 R"({"bans":[{)" + AnnJson + R"(}],"matched":5,"next":"abc"})");
        QCOMPARE(fixture.lists.last->list, QueryList::Bans);
        QCOMPARE(fixture.lists.last->sort, (ListSort{QueryField::Hits, true}));
        QCOMPARE(fixture.statusOf("/api/v1/bans?filter=room:a", bearer("viewer")), 422);
    }
    void showsOne()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/bans/17", bearer("viewer")), 404);
        QCOMPARE(fixture.statusOf("/api/v1/bans/x", bearer("viewer")), 404);
        Ban ban = ann();
        ban.expires = WallTime(Milliseconds(1900000001000));
        fixture.lists.banList.rows = {ban};
        QVERIFY(bodyOf(fixture.responseTo("/api/v1/bans/17", bearer("viewer")))
                    .contains(R"("expires":"2030-03-17T17:46:41.000Z")"));
    }
    void addsOne()
    {
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo(
            "/api/v1/bans", bearer("operator") + Json, "POST",
            R"({"kind":"address","value":"10.1.2.3/8","reason":"r","expires":"2099-01-01T00:00:00+01:00"})");
        QVERIFY(answer.startsWith("HTTP/1.1 201"));
        const auto &add = std::get<AddBans>(fixture.actions.commands.back().body);
        QCOMPARE(add.bans.size(), 1u);
        QCOMPARE(add.bans[0].value, u"10.0.0.0/8"_s);
        QCOMPARE(toRfc3339(*add.bans[0].expires), u"2098-12-31T23:00:00.000Z"_s);
        QVERIFY(bodyOf(answer).contains(R"("affected":0})"));
        fixture.actions.report.failure =
            u"the outcome is not known in time"_s; // of an io thread: the ban is in effect
        QCOMPARE(fixture.statusOf("/api/v1/bans", bearer("operator") + Json, "POST",
                                  R"({"kind":"user","value":"Ann"})"),
                 201);
        fixture.actions.isDone = false;
        fixture.actions.report.failure = u"there is one"_s;
        QCOMPARE(fixture.statusOf("/api/v1/bans", bearer("operator") + Json, "POST",
                                  R"({"kind":"user","value":"Ann"})"),
                 409);
        QCOMPARE(fixture.statusOf("/api/v1/bans", bearer("viewer") + Json, "POST",
                                  R"({"kind":"user","value":"Ann"})"),
                 403);
    }
    void countsWithoutAddingIt()
    {
        AdminFixture fixture;
        fixture.lists.openConnections.rows.resize(3);
        QCOMPARE(bodyOf(fixture.responseTo("/api/v1/bans", bearer("operator") + Json, "POST",
                                           R"({"kind":"origin","value":"null","dry_run":true})")),
                 QByteArray(R"({"affected":3})"));
        QVERIFY(fixture.actions.commands.empty());
    }
    void refusesWhatIsNoBan_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &field) {
            QTest::newRow(name) << body << field;
        };
        row("no kind", R"({"value":"Ann"})", "kind");
        row("another kind", R"({"kind":"room","value":"Ann"})", "kind");
        row("no value", R"({"kind":"user"})", "value");
        row("an empty value", R"({"kind":"user","value":""})", "value");
        row("a name that cannot be", R"({"kind":"user","value":"a\u200b"})", "value");
        row("no address", R"({"kind":"address","value":"10.0.0.0/33"})", "value");
        row("no Origin", R"({"kind":"origin","value":"evil.example"})", "value");
        row("two lines", R"({"kind":"user","value":"Ann","reason":"a\nb"})", "reason");
        row("no time", R"({"kind":"user","value":"Ann","expires":"tomorrow"})", "expires");
        row("no zone", R"({"kind":"user","value":"Ann","expires":"2099-01-01T00:00:00"})", "expires");
        row("in the past", R"({"kind":"user","value":"Ann","expires":"2001-01-01T00:00:00Z"})", "expires");
        row("an unknown field", R"({"kind":"user","value":"Ann","hits":1})", "hits");
    }
    void refusesWhatIsNoBan()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, field);
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo("/api/v1/bans", bearer("operator") + Json, "POST", body);
        QVERIFY(answer.startsWith("HTTP/1.1 422"));
        QVERIFY2(bodyOf(answer).contains("\"field\":\"" + field + '"'), answer.constData());
        QVERIFY(fixture.actions.commands.empty());
    }
    void removesOne()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/bans/17", bearer("operator"), "DELETE"), 204);
        QCOMPARE(std::get<RemoveBans>(fixture.actions.commands.back().body).bans[0].id, BanId(17));
        QCOMPARE(fixture.statusOf("/api/v1/bans/0", bearer("operator"), "DELETE"), 404);
        QCOMPARE(fixture.statusOf("/api/v1/bans/17", bearer("viewer"), "DELETE"), 403);
        fixture.actions.report.failure = u"the outcome is not known in time"_s;
        QCOMPARE(fixture.statusOf("/api/v1/bans/17", bearer("operator"), "DELETE"), 204);
        fixture.actions.isDone = false;
        fixture.actions.report.failure = u"there is no such ban"_s;
        QCOMPARE(fixture.statusOf("/api/v1/bans/17", bearer("operator"), "DELETE"), 404);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestBanHandlers)
#include "tst_banhandlers.moc"
