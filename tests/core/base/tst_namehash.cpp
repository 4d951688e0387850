#include "core/base/namehash.h"

#include <QTest>

#include <set>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int Names = 300;
//! A prime: that many buckets a table of std has, and no other one.
constexpr std::size_t Buckets = 1031;

//! Names that all fall into one of Buckets with \a seed.
QStringList collidingNames(std::size_t seed)
{
    QStringList names;
    for (int i = 0; names.size() < Names; ++i) {
        const QString name = u"room-%1"_s.arg(i);
        if (qHash(QStringView(name), seed) % Buckets == 0)
            names += name;
    }
    return names;
}

std::size_t usedBuckets(const QStringList &names, const NameHash &hash)
{
    std::set<std::size_t> used;
    for (const QString &name : names)
        used.insert(hash(name) % Buckets);
    return used.size();
}

} // namespace

class TestNameHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seedIsThatOfTheProcess()
    {
        QVERIFY(nameHashSeed() != 0);
        QCOMPARE(nameHashSeed(), nameHashSeed());
        QCOMPARE(NameHash()(u"lobby"), NameHash(nameHashSeed())(u"lobby"));
    }
    void hashesDependOnTheSeed_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &name : {u""_s, u"a"_s, u"lobby"_s, u"客厅"_s, QString(128, u'x')})
            QTest::addRow("%lld characters", name.size()) << name;
    }
    void hashesDependOnTheSeed()
    {
        QFETCH(const QString, name);
        QCOMPARE(NameHash(1)(name), NameHash(1)(name));
        std::set<std::size_t> hashes;
        for (std::size_t seed = 1; seed <= 100; ++seed)
            hashes.insert(NameHash(seed)(name));
        QVERIFY(hashes.size() >= 99);
    }
    void namesChosenForOneSeedDoNotCollideWithAnother()
    {
        for (const std::size_t known : {0, 1, 12345}) {
            const QStringList names = collidingNames(known);
            QCOMPARE(usedBuckets(names, NameHash(known)), std::size_t(1));
            QVERIFY(usedBuckets(names, NameHash(known + 1)) > Names * 3 / 4);
            QVERIFY(usedBuckets(names, NameHash()) > Names * 3 / 4);
        }
    }
    void mapUsesTheSeedOfTheProcess()
    {
        NameMap<int> map;
        map[u"lobby"_s] = 1;
        QCOMPARE(map.hash_function()(u"lobby"_s), NameHash()(u"lobby"));
        QCOMPARE(map.find(u"lobby"_s)->second, 1);
        QVERIFY(map.find(u"lobby "_s) == map.end());
    }
};

QTEST_APPLESS_MAIN(TestNameHash)
#include "tst_namehash.moc"
