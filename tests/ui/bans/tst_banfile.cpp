#include "ui/bans/banfile.h"

#include "tests/ui/bans/bansamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const WallTime Now(1'800'000'000s); // 2027-01-15T08:00:00Z

//! Returns \a text with quotation marks in place of apostrophes.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray fileOf(const QByteArray &entries)
{
    return "{\"bans\": [" + entries + "]}";
}

} // namespace

class tst_BanFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatItHasWritten()
    {
        std::vector<Ban> bans{banSample(1, BanKind::User, u"Ann \"Lee\" 小明"_s, Now),
                              banSample(2, BanKind::Address, u"10.0.0.0/8"_s, Now),
                              banSample(3, BanKind::Address, u"2001:db8::1"_s, Now),
                              banSample(4, BanKind::Origin, u"https://a.example"_s, Now)};
        bans[1].expires.reset();
        bans[2].reason.clear();
        const Result<BanFile::Content> read = BanFile::parse(BanFile::toJson(bans), Now);
        QVERIFY2(read.isOk(), qPrintable(read ? QString() : read.error().text));
        QCOMPARE(read->expired, 0);
        QCOMPARE(read->bans.size(), bans.size());
        for (std::size_t i = 0; i < bans.size(); ++i) {
            QCOMPARE(read->bans[i].kind, bans[i].kind);
            QCOMPARE(read->bans[i].value, bans[i].value);
            QCOMPARE(read->bans[i].reason, bans[i].reason);
            QCOMPARE(read->bans[i].expires, bans[i].expires);
        }
    }
    void readsAnAnswerOfTheApi()
    {
        const auto read = BanFile::parse(
            json("{'bans':[{'id':'7','kind':'address','value':'10.1.2.3/"
                 "8','reason':'','by':'x','created':'2026-01-01T00:00:00Z','hits':3}],'matched':1}"),
            Now);
        QVERIFY(read);
        QCOMPARE(read->bans.front().value, u"10.0.0.0/8"_s);
        QVERIFY(!read->bans.front().expires);
    }
    void readsAPlainList()
    {
        const auto read = BanFile::parse(json("[{'kind':'user','value':'ann'}]"), Now);
        QVERIFY(read);
        QCOMPARE(read->bans.size(), 1U);
    }
    void leavesOutWhatHasEnded()
    {
        const auto read = BanFile::parse(
            fileOf(json("{'kind':'user','value':'ann','expires':'2027-01-15T08:00:00Z'},") +
                   json("{'kind':'user','value':'bob','expires':'2027-01-15T09:00:00.001+01:00'}")),
            Now);
        QVERIFY(read);
        QCOMPARE(read->expired, 1);
        QCOMPARE(read->bans.size(), 1U);
        QCOMPARE(read->bans.front().value, u"bob"_s);
    }
    void anEmptyListIsFine()
    {
        const auto read = BanFile::parse(fileOf({}), Now);
        QVERIFY(read && read->bans.empty());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("where"); // what the text has to name
        const QByteArray good = json("{'kind':'user','value':'ann'}");
        QTest::newRow("empty") << QByteArray() << u"Line 1"_s;
        QTest::newRow("no JSON") << QByteArray("{\n\"bans\": [\nnonsense]}") << u"Line 3"_s;
        QTest::newRow("ends early") << QByteArray("{\"bans\": [" + good) << u"Line 1"_s;
        QTest::newRow("another object") << json("{'rooms': []}") << u"bans"_s;
        QTest::newRow("no list") << json("{'bans': 7}") << u"bans"_s;
        QTest::newRow("no object") << fileOf(good + ", 7") << u"Entry 2"_s;
        QTest::newRow("no kind") << fileOf(json("{'value':'ann'}")) << u"Entry 1: “kind”"_s;
        QTest::newRow("unknown kind")
            << fileOf(json("{'kind':'room','value':'ann'}")) << u"Entry 1: “kind”"_s;
        QTest::newRow("no value") << fileOf(good + json(",{'kind':'user'}")) << u"Entry 2: “value”"_s;
        QTest::newRow("value is a number")
            << fileOf(json("{'kind':'user','value':7}")) << u"Entry 1: “value”"_s;
        QTest::newRow("no name") << fileOf(json("{'kind':'user','value':''}")) << u"Entry 1"_s;
        QTest::newRow("no address") << fileOf(json("{'kind':'address','value':'10.0.0'}")) << u"Entry 1"_s;
        QTest::newRow("prefix too long")
            << fileOf(json("{'kind':'address','value':'10.0.0.0/33'}")) << u"Entry 1"_s;
        QTest::newRow("no Origin") << fileOf(json("{'kind':'origin','value':'a.example/x'}")) << u"Entry 1"_s;
        QTest::newRow("reason is a list")
            << fileOf(json("{'kind':'user','value':'ann','reason':[]}")) << u"Entry 1: “reason”"_s;
        QTest::newRow("reason too long")
            << fileOf(json("{'kind':'user','value':'ann','reason':'") + QByteArray(10'000, 'x') + "\"}")
            << u"Entry 1"_s;
        QTest::newRow("end is no time")
            << fileOf(json("{'kind':'user','value':'ann','expires':'soon'}")) << u"Entry 1: “expires”"_s;
        QTest::newRow("end without zone")
            << fileOf(json("{'kind':'user','value':'ann','expires':'2027-02-01T00:00:00'}"))
            << u"Entry 1: “expires”"_s;
        QTest::newRow("end is a number")
            << fileOf(json("{'kind':'user','value':'ann','expires':1800000000}")) << u"Entry 1: “expires”"_s;
        QTest::newRow("twice") << fileOf(good + ',' + good) << u"Entry 2"_s;
        QTest::newRow("twice, in another spelling")
            << fileOf(json("{'kind':'address','value':'10.1.0.0/8'},{'kind':'address','value':'10.0.0.0/8'}"))
            << u"Entry 2"_s;
        QTest::newRow("a good one before a bad one")
            << fileOf(good + json(",{'kind':'user','value':'\\n'}")) << u"Entry 2"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, where);
        const auto read = BanFile::parse(json, Now);
        QVERIFY(!read);
        QVERIFY2(read.error().text.contains(where), qPrintable(read.error().text));
    }
    void refusesTooMany()
    {
        QByteArray entries;
        for (int i = 0; i <= BanFile::MaxEntries; ++i)
            entries +=
                (i > 0 ? "," : "") + json("{'kind':'user','value':'user-") + QByteArray::number(i) + "\"}";
        const auto read = BanFile::parse(fileOf(entries), Now);
        QVERIFY(!read);
        entries.truncate(entries.lastIndexOf(",{"));
        QVERIFY(BanFile::parse(fileOf(entries), Now));
    }
};

QTEST_MAIN(tst_BanFile)
#include "tst_banfile.moc"
