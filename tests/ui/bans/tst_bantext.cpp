#include "ui/bans/bantext.h"

#include "tests/ui/bans/bansamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_BanText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void namesBansInSentences()
    {
        QCOMPARE(BanText::inSentence(banSample(1, BanKind::User, u"a\u202eb"_s)), u"user a‹U+202E›b"_s);
        QCOMPARE(BanText::inSentence(banSample(1, BanKind::Address, u"10.0.0.1"_s)), u"address 10.0.0.1"_s);
        QCOMPARE(BanText::inSentence(banSample(1, BanKind::Address, u"10.0.0.0/8"_s)),
                 u"network 10.0.0.0/8"_s);
        QCOMPARE(BanText::inSentence(banSample(1, BanKind::Origin, u"null"_s)), u"Origin null"_s);
    }
    void namesOnlyTheFirstBans()
    {
        std::vector<Ban> bans;
        for (quint64 id = 1; id <= 25; ++id)
            bans.push_back(banSample(id, BanKind::User, u"user-%1"_s.arg(id)));
        const QString text = BanText::inSentence(bans);
        QVERIFY(text.startsWith(u"user user-1, user user-2, "_s));
        QVERIFY(text.contains(u"user-20"_s) && !text.contains(u"user-21"_s));
        QVERIFY(text.contains(u"5"_s));
        bans.resize(2);
        QCOMPARE(BanText::inSentence(bans), u"user user-1, user user-2"_s);
    }
    void reasons()
    {
        QVERIFY(!BanText::faultOfReason(u"spam"_s));
        QVERIFY(BanText::faultOfReason(QString(MaxBanReason + 1, u'a')));
        QVERIFY(BanText::faultOfReason(u"a\nb"_s));
    }
    void facts()
    {
        const WallTime now = wallNow();
        Ban ban = banSample(1, BanKind::User, u"a\u202eb"_s, now);
        ban.reason = QString(5000, u'x');
        for (const Fact &fact : BanText::facts(ban, now)) {
            QVERIFY(!fact.value.contains(QChar(0x202e)));
            QVERIFY(fact.value.size() < 600);
        }
        ban.reason.clear();
        QCOMPARE(BanText::facts(ban, now).size(), 5U);
    }
};

QTEST_MAIN(tst_BanText)
#include "tst_bantext.moc"
