#include "core/auth/authenticators.h"

#include "core/auth/authservices.h"
#include "core/auth/tokenauthenticator.h"
#include "core/loop/ioloop.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestAuthenticators : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesThatOfTheMode()
    {
        IoLoop loop;
        AuthServices services;
        Authenticators authenticators({}, services, loop);
        QVERIFY(!authenticators.of(AuthMode::None));
        Authenticator *token = authenticators.of(AuthMode::Token);
        QVERIFY(dynamic_cast<TokenAuthenticator *>(token));
        QCOMPARE(authenticators.of(AuthMode::Token), token);
    }
    //! The keys of a URL are refreshed from the beginning, and not only from the first token on.
    void refreshesTheKeysOfAUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("refreshes");
        QTest::newRow("none") << QString() << false;
        QTest::newRow("one") << u"http://127.0.0.1:1/keys"_s << true;
    }
    void refreshesTheKeysOfAUrl()
    {
        QFETCH(const QString, url);
        QFETCH(const bool, refreshes);
        IoLoop loop;
        AuthServices services;
        AuthSettings settings;
        settings.jwt.jwksUrl = url;
        const Authenticators authenticators(settings, services, loop);
        QCOMPARE(loop.wheel().nextDue().has_value(), refreshes);
    }
};

QTEST_GUILESS_MAIN(TestAuthenticators)
#include "tst_authenticators.moc"
