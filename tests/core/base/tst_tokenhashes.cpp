#include "core/base/tokenhashes.h"

#include <QCryptographicHash>
#include <QTest>

using namespace signalbox;

namespace {

QByteArray hashOf(const QByteArray &token)
{
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256);
}

} // namespace

class TestTokenHashes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheIndexOfAToken()
    {
        const TokenHashes hashes({hashOf("first"), hashOf("second"), hashOf("")});
        QCOMPARE(hashes.size(), 3u);
        QCOMPARE(hashes.find("first"), std::optional<std::size_t>(0));
        QCOMPARE(hashes.find("second"), std::optional<std::size_t>(1));
        QCOMPARE(hashes.find(""), std::optional<std::size_t>(2));
        QVERIFY(!TokenHashes().find("first"));
    }

    void findsNoOther_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("shorter") << QByteArray("firs");
        QTest::newRow("a blank behind") << QByteArray("first ");
        QTest::newRow("a null behind") << QByteArray("first\0", 6);
        QTest::newRow("another case") << QByteArray("FIRST");
        QTest::newRow("long") << QByteArray(100'000, 'x');
        QTest::newRow("the hash") << hashOf("first");
        QTest::newRow("the hash in hex") << hashOf("first").toHex();
    }
    void findsNoOther()
    {
        QFETCH(QByteArray, token);
        QVERIFY(!TokenHashes({hashOf("first")}).find(token));
    }

    void comparesTheWholeHash()
    {
        QByteArray other = hashOf("first");
        other.back() = char(other.back() ^ 1);
        QVERIFY(!TokenHashes({other}).find("first"));
        QCOMPARE(TokenHashes({other, hashOf("first")}).find("first"), std::optional<std::size_t>(1));
        other.truncate(8);
        QVERIFY(!TokenHashes({other}).find("first"));
        QVERIFY(!TokenHashes({QByteArray()}).find("first"));
    }
};

QTEST_GUILESS_MAIN(TestTokenHashes)
#include "tst_tokenhashes.moc"
