#include "core/model/revocation.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestRevocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data()
    {
        QTest::addColumn<RevocationKind>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value"); // empty: refused
        const RevocationKind token = RevocationKind::TokenId;
        const RevocationKind user = RevocationKind::User;
        const QString longest(MaxRevokedTokenId, u'x');
        QTest::newRow("jti") << token << u"7b1c-ä"_s << u"7b1c-ä"_s;
        QTest::newRow("jti is not normalised") << token << u"a\u0308"_s << u"a\u0308"_s;
        QTest::newRow("jti with controls") << token << u" a\n"_s << u" a\n"_s;
        QTest::newRow("jti like a guest") << token << u"guest-1"_s << u"guest-1"_s;
        QTest::newRow("no jti") << token << QString() << QString();
        QTest::newRow("longest jti") << token << longest << longest;
        QTest::newRow("too long") << token << longest + u'x' << QString();
        QTest::newRow("lone surrogate") << token << QString(QChar(0xD800)) << QString();
        QTest::newRow("user") << user << u"Ann Lee"_s << u"Ann Lee"_s;
        QTest::newRow("user in form C") << user << u"a\u0308"_s << u"ä"_s;
        QTest::newRow("guest") << user << u"guest-1"_s << QString();
        QTest::newRow("invisible") << user << u"a\u200b"_s << QString();
        QTest::newRow("no user") << user << QString() << QString();
        QTest::newRow("long user") << user << QString(65, u'x') << QString();
    }
    void values()
    {
        QFETCH(RevocationKind, kind);
        QFETCH(QString, text);
        QFETCH(QString, value);
        const Result<QString> result = revocationValue(kind, text);
        QCOMPARE(result.isOk(), !value.isEmpty());
        if (result)
            QCOMPARE(*result, value);
        else
            QCOMPARE(result.error().code, Error::Code::Invalid);
    }
    void namesAreThoseOfTheApi()
    {
        QCOMPARE(revocationKindName(RevocationKind::TokenId), "jti");
        QCOMPARE(revocationKindName(RevocationKind::User), "user");
    }
};

QTEST_APPLESS_MAIN(TestRevocation)
#include "tst_revocation.moc"
