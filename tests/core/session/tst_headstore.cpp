#include "core/session/headstore.h"

#include <QTest>

using namespace signalbox;

namespace {

const QByteArray
    Browser("GET /room/quay?user=mia HTTP/1.1\n"
            "Host: example.org\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\n"
            "Accept-Language: en-US,en;q=0.5\n"
            "Sec-WebSocket-Extensions: permessage-deflate\n"
            "Origin: https://example.org");

//! Stores the same head so often that its lines are shared.
std::vector<HeadStore::Head> shared(HeadStore &store, const QByteArray &text, int count = 3)
{
    std::vector<HeadStore::Head> heads;
    for (int i = 0; i < count; ++i)
        heads.push_back(store.store(text));
    return heads;
}

} // namespace

class TestHeadStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsWhatWasStored_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("one line") << QByteArray("GET / HTTP/1.1");
        QTest::newRow("browser") << Browser;
        QTest::newRow("empty lines") << QByteArray("a\n\nb\n");
        QTest::newRow("only LF") << QByteArray("\n");
        QTest::newRow("not ASCII") << QByteArray("X-Name: 小明 …\nX-Name: 小明 …");
        QTest::newRow("longest shared line") << QByteArray(HeadStore::MaxSharedLine, 'x');
        QTest::newRow("longer") << QByteArray(HeadStore::MaxSharedLine + 1, 'x');
    }
    void returnsWhatWasStored()
    {
        QFETCH(QByteArray, text);
        HeadStore store;
        for (const HeadStore::Head &head : shared(store, text, 4))
            QCOMPARE(head.text(), text);
        QCOMPARE(store.sharedLines(), std::size_t(0));
    }
    void anEmptyHeadHasNoText()
    {
        const HeadStore::Head head;
        QCOMPARE(head.text(), QByteArray());
        QCOMPARE(head.ownBytes(), 0);
    }
    void equalLinesAreKeptOnce()
    {
        HeadStore store;
        const auto heads = shared(store, Browser);
        QVERIFY(heads[0].ownBytes() >= Browser.size()); // not known before
        QCOMPARE(heads[2].ownBytes(), qsizetype(6 * 3));
        QCOMPARE(store.sharedLines(), std::size_t(6));
    }
    void otherLinesOfTheSameBrowserAreStoredWithIt()
    {
        HeadStore store;
        const auto heads = shared(store, Browser);
        QByteArray other = Browser;
        other.replace("mia", "tom");
        const HeadStore::Head head = store.store(other);
        QCOMPARE(head.text(), other);
        QCOMPARE(head.ownBytes(), other.indexOf('\n') + 1 + 5 * 3);
        QCOMPARE(store.sharedLines(), std::size_t(6));
    }
    void aLineGoesWithItsLastUser()
    {
        HeadStore store;
        auto heads = shared(store, Browser);
        HeadStore::Head last = std::move(heads[1]);
        heads.clear();
        QCOMPARE(store.sharedLines(), std::size_t(6));
        QCOMPARE(last.text(), Browser);
        last = HeadStore::Head();
        QCOMPARE(store.sharedLines(), std::size_t(0));
    }
    void anAssignedHeadReleasesItsLines()
    {
        HeadStore store;
        HeadStore::Head head;
        for (int i = 0; i < 4; ++i)
            head = store.store("one\ntwo");
        QCOMPARE(head.text(), QByteArray("one\ntwo"));
        head = store.store("three");
        QCOMPARE(head.text(), QByteArray("three"));
        QCOMPARE(store.sharedLines(), std::size_t(0));
    }
    void linesThatOccurOnceAreNotKept()
    {
        HeadStore store;
        std::vector<HeadStore::Head> heads;
        for (int i = 0; i < 1000; ++i)
            heads.push_back(store.store("X-Request-Id: " + QByteArray::number(i)));
        QCOMPARE(store.sharedLines(), std::size_t(0));
    }
    void sharedLinesAreBounded()
    {
        HeadStore store;
        std::vector<HeadStore::Head> heads;
        const int count = int(HeadStore::MaxShared) + 100;
        for (int i = 0; i < count; ++i) {
            const QByteArray line = "X-Request-Id: " + QByteArray::number(i);
            heads.push_back(store.store(line));
            heads.push_back(store.store(line));
            QCOMPARE(heads.back().text(), line);
        }
        QCOMPARE(store.sharedLines(), HeadStore::MaxShared);
        heads.clear();
        QCOMPARE(store.sharedLines(), std::size_t(0));
        const auto again = shared(store, Browser);
        QCOMPARE(again.back().ownBytes(), qsizetype(6 * 3));
    }
};

QTEST_GUILESS_MAIN(TestHeadStore)
#include "tst_headstore.moc"
