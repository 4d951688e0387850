#include "core/cluster/accesschange.h"

#include "core/cluster/nodemessage.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 Created = 1900000000000;

WallTime at(qint64 ms)
{
    return WallTime(Milliseconds(ms));
}

Ban ann()
{
    return {.id = BanId(7),
            .kind = BanKind::User,
            .value = u"ann b"_s,
            .reason = u"spam: 1, 2"_s,
            .by = u"öps"_s,
            .created = at(Created),
            .expires = at(Created + 1)};
}

Revocation token()
{
    return {RevocationKind::TokenId, u"a b"_s, at(Created), at(Created + 5)};
}

QByteArray messageOf(const std::vector<QByteArray> &fields)
{
    QByteArray bytes;
    for (const QByteArray &field : fields)
        appendNetstring(bytes, field);
    return bytes;
}

const AccessOrigin north{3, u"north"_s, Actor{Actor::Kind::Ctl, u"ops"_s, u"10.0.0.1"_s}};

} // namespace

class TestAccessChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bansAndRevocationsComeBackAsTheyWere()
    {
        QCOMPARE(accessField(ann()), QByteArray("user ann b"));
        QCOMPARE(parseBan(accessField(ann()), encodeEntry(ann())), std::optional(ann()));
        Ban forEver = ann();
        forEver.kind = BanKind::Address;
        forEver.value = u"2001:db8::/32"_s;
        forEver.expires.reset();
        forEver.reason.clear();
        forEver.hits = 9;
        std::optional<Ban> parsed = parseBan(accessField(forEver), encodeEntry(forEver));
        QVERIFY(parsed);
        QCOMPARE(parsed->hits, quint64(0)); // each node counts its own
        parsed->hits = 9;
        QCOMPARE(*parsed, forEver);

        QCOMPARE(accessField(token()), QByteArray("jti a b"));
        QCOMPARE(encodeEntry(token()), QByteArray("0 1900000000000 1900000000005"));
        QCOMPARE(parseRevocation(accessField(token()), encodeEntry(token())), std::optional(token()));
    }
    void refusesWhatIsNoBan_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("value");
        const QByteArray good = "7 1900000000000 -1 3:ops,0:,";
        QTest::newRow("no kind") << QByteArray("ann") << good;
        QTest::newRow("another kind") << QByteArray("room ann") << good;
        QTest::newRow("no name") << QByteArray("user ") << good;
        QTest::newRow("not in its one form") << QByteArray("address 10.0.0.1/8") << good;
        QTest::newRow("nothing") << QByteArray("user ann") << QByteArray();
        QTest::newRow("no id") << QByteArray("user ann") << QByteArray("0 1900000000000 -1 3:ops,0:,");
        QTest::newRow("an id of no node")
            << QByteArray("user ann") << QByteArray("9007199254740992 1900000000000 -1 3:ops,0:,");
        QTest::newRow("no number") << QByteArray("user ann") << QByteArray("x 1900000000000 -1 3:ops,0:,");
        QTest::newRow("a large number")
            << QByteArray("user ann") << QByteArray("7 99999999999999999999 -1 3:ops,0:,");
        QTest::newRow("cut") << QByteArray("user ann") << QByteArray("7 1900000000000 -1 3:op");
        QTest::newRow("one text") << QByteArray("user ann") << QByteArray("7 1900000000000 -1 3:ops,");
        QTest::newRow("two lines") << QByteArray("user ann")
                                   << QByteArray("7 1900000000000 -1 3:ops,3:a\nb,");
        QTest::newRow("a huge length")
            << QByteArray("user ann") << QByteArray("7 1900000000000 -1 9999999999:ops,0:,");
    }
    void refusesWhatIsNoBan()
    {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, value);
        QVERIFY(!parseBan(field, value));
        QVERIFY(!parseRevocation(field, value));
    }
    void refusesWhatIsNoRevocation()
    {
        QVERIFY(!parseRevocation("jti " + QByteArray(257, 'x'), encodeEntry(token())));
        QVERIFY(!parseRevocation("user guest-1", encodeEntry(token())));
        QVERIFY(!parseRevocation("jti a", "0 5"));
        QVERIFY(!parseRevocation("jti a", "0 5 6 7"));
    }
    void writesOperations()
    {
        std::vector<QByteArray> arguments;
        appendOperation(arguments, {AccessOperation::Kind::Add, ann(), false});
        appendOperation(arguments, {AccessOperation::Kind::Drop, ann(), false});
        appendOperation(arguments, {AccessOperation::Kind::Drop, ann(), true});
        appendOperation(arguments, {AccessOperation::Kind::Revoke, token(), false});
        const std::vector<QByteArray> expected{
            "add",    "user ann b", encodeEntry(ann()),
            "drop",   "user ann b", "7 1900000000000 -1", // whatever its end
            "drop",   "user ann b", "7 1900000000000 1900000000001",
            "revoke", "jti a b",    encodeEntry(token())};
        QCOMPARE(arguments, expected);
    }
    void readsChanges()
    {
        const std::optional<AccessChanges> read = parseAccessChanges(messageOf(
            {"e1", "12", encodeOrigin(north), "+ban", "user ann b", encodeEntry(ann()), "-ban", "user bob",
             "", "+revocation", "jti a b", encodeEntry(token()), "-revocation", "user ann", ""}));
        QVERIFY(read);
        QCOMPARE(read->epoch, QByteArray("e1"));
        QCOMPARE(read->version, quint64(12));
        QCOMPARE(read->origin, north);
        const std::vector<AccessChange> expected{
            {false, ann()},
            {true, Ban{.kind = BanKind::User, .value = u"bob"_s}},
            {false, token()},
            {true, Revocation{.kind = RevocationKind::User, .value = u"ann"_s}}};
        QVERIFY(read->changes == expected);

        const AccessOrigin nobody{4, u"south"_s, {}};
        QCOMPARE(parseAccessChanges(messageOf({"e1", "1", encodeOrigin(nobody)}))->origin, nobody);
    }
    // A later version may send what this one does not know.
    void leavesOutWhatItDoesNotKnow()
    {
        const auto read = parseAccessChanges(
            messageOf({"e1", "12", encodeOrigin(north), "+mute", "user ann", "x", "-ban", "user bob", ""}));
        QVERIFY(read);
        QCOMPARE(read->changes.size(), 1u);
    }
    void refusesOtherMessages_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no netstrings") << QByteArray("hello");
        QTest::newRow("too few") << messageOf({"e1", "1"});
        QTest::newRow("half a change") << messageOf({"e1", "1", encodeOrigin(north), "+ban"});
        QTest::newRow("no epoch") << messageOf({"", "1", encodeOrigin(north)});
        QTest::newRow("no version") << messageOf({"e1", "one", encodeOrigin(north)});
        QTest::newRow("no origin") << messageOf({"e1", "1", "north"});
    }
    void refusesOtherMessages()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!parseAccessChanges(bytes));
    }
};

QTEST_GUILESS_MAIN(TestAccessChange)
#include "tst_accesschange.moc"
