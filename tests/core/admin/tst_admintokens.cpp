#include "core/admin/admintokens.h"

#include <QCryptographicHash>
#include <QTest>

using namespace signalbox;

namespace {

AdminTokenSettings token(const QString &name, const QByteArray &text)
{
    return {name, ApiRole::Operator, QCryptographicHash::hash(text, QCryptographicHash::Sha256)};
}

} // namespace

class TstAdminTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsByToken()
    {
        const AdminTokens tokens({token(u"one"_qs, "first"), token(u"two"_qs, "second")});
        QCOMPARE(tokens.find("first")->name, u"one"_qs);
        QCOMPARE(tokens.find("second")->name, u"two"_qs);
        QCOMPARE(int(tokens.find("second")->role), int(ApiRole::Operator));
        for (const QByteArray &wrong :
             {QByteArray(), QByteArray("firs"), QByteArray("first "), QByteArray("FIRST"),
              QByteArray(100'000, 'x'), token({}, "first").sha256})
            QVERIFY(!tokens.find(wrong));
        QVERIFY(!AdminTokens().find("first"));
    }
    // Two hashes that begin alike are different tokens.
    void comparesTheWholeHash()
    {
        AdminTokenSettings other = token(u"other"_qs, "first");
        other.sha256.back() = char(other.sha256.back() ^ 1);
        QVERIFY(!AdminTokens({other}).find("first"));
        QCOMPARE(AdminTokens({other, token(u"one"_qs, "first")}).find("first")->name, u"one"_qs);
        other.sha256.truncate(8);
        QVERIFY(!AdminTokens({other}).find("first"));
    }
};

QTEST_GUILESS_MAIN(TstAdminTokens)
#include "tst_admintokens.moc"
