#include "app/ctl/newtoken.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_NewToken final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRandomAndHashed();
    void isWrittenAsToml();
};

void tst_NewToken::isRandomAndHashed()
{
    const NewToken one = NewToken::make();
    const NewToken other = NewToken::make();
    QCOMPARE(one.token.size(), 43); // 32 bytes
    QVERIFY(QRegularExpression(u"^[A-Za-z0-9_-]{43}$"_s).match(QString::fromLatin1(one.token)).hasMatch());
    QVERIFY(one.token != other.token);
    QCOMPARE(one.sha256, QCryptographicHash::hash(one.token, QCryptographicHash::Sha256).toHex());
}

void tst_NewToken::isWrittenAsToml()
{
    NewToken made;
    made.sha256 = QByteArray(64, 'a');
    QCOMPARE(
        made.toToml(u"ci"_s, u"operator"_s),
        u"[[admin.token]]\nname = \"ci\"\nrole = \"operator\"\nsha256 = \"%1\"\n"_s.arg(QString(64, u'a')));
    QVERIFY(
        made.toToml(u"a\"b\\c\n\u007f"_s, u"viewer"_s).contains(u"name = \"a\\\"b\\\\c\\u000a\\u007f\"\n"_s));
    QCOMPARE(made.toClientToml(u"phone"_s, u"Ann \"A\" Lee"_s),
             u"[[auth.token]]\nname = \"phone\"\nuser = \"Ann \\\"A\\\" Lee\"\nsha256 = \"%1\"\n"_s.arg(
                 QString(64, u'a')));
    QCOMPARE(made.defaultName(), u"token-aaaaaaaa"_s);
}

QTEST_GUILESS_MAIN(tst_NewToken)
#include "tst_newtoken.moc"
