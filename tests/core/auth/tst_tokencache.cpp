#include "core/auth/tokencache.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

JwtIdentity identityOf(const QString &user)
{
    JwtIdentity token;
    token.identity.user = user;
    return token;
}

QByteArray hashOf(int number)
{
    return tokenHash(QByteArray::number(number));
}

} // namespace

class TstTokenCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hashesAsSha256()
    {
        QCOMPARE(tokenHash("abc").toHex(),
                 QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(tokenHash("").toHex(),
                 QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    void findsWhatWasInserted()
    {
        TokenCache cache;
        QVERIFY(!cache.find(hashOf(1)));
        cache.insert(hashOf(1), identityOf(u"ann"_s), 100);
        cache.insert(hashOf(2), identityOf(u"bob"_s), 100);
        QVERIFY(cache.find(hashOf(1)) && cache.find(hashOf(2)) && !cache.find(hashOf(3)));
        QCOMPARE(cache.find(hashOf(1))->identity.user, u"ann"_s);
        cache.insert(hashOf(1), identityOf(u"eve"_s), 100); // again: replaced
        QCOMPARE(cache.find(hashOf(1))->identity.user, u"eve"_s);
        QCOMPARE(cache.size(), 2);
        cache.remove(hashOf(1));
        cache.remove(hashOf(1));
        QVERIFY(!cache.find(hashOf(1)) && cache.find(hashOf(2)));
        cache.clear();
        QVERIFY(!cache.find(hashOf(2)));
        QCOMPARE(cache.bytes(), 0);
    }

    void dropsTheOneUsedLeastRecently()
    {
        TokenCache cache({.entries = 3, .bytes = 1'000'000});
        for (int i = 1; i <= 3; ++i)
            cache.insert(hashOf(i), identityOf(u"ann"_s), 100);
        QVERIFY(cache.find(hashOf(1)));
        cache.insert(hashOf(4), identityOf(u"ann"_s), 100);
        QCOMPARE(cache.size(), 3);
        QVERIFY(!cache.find(hashOf(2)));
        QVERIFY(cache.find(hashOf(1)) && cache.find(hashOf(3)) && cache.find(hashOf(4)));
    }

    void boundsItsBytes()
    {
        TokenCache cache({.entries = 1'000'000, .bytes = 100'000});
        for (int i = 0; i < 1000; ++i) {
            cache.insert(hashOf(i), identityOf(u"ann"_s), 1000);
            QVERIFY(cache.bytes() <= 100'000);
        }
        QVERIFY(cache.size() > 5 && cache.size() < 100);
        QVERIFY(cache.find(hashOf(999)));
        const qsizetype before = cache.size();
        cache.insert(hashOf(2000), identityOf(u"ann"_s), 100'000); // larger than everything together
        QVERIFY(!cache.find(hashOf(2000)));
        QCOMPARE(cache.size(), before);
    }

    void mayBeOff()
    {
        TokenCache cache({.entries = 0, .bytes = 1000});
        cache.insert(hashOf(1), identityOf(u"ann"_s), 1);
        QVERIFY(!cache.find(hashOf(1)));
    }
};

QTEST_GUILESS_MAIN(TstTokenCache)
#include "tst_tokencache.moc"
