#include "core/auth/authenticators.h"

#include "core/auth/authservices.h"
#include "core/auth/tokenauthenticator.h"
#include "core/loop/ioloop.h"

#include <QTest>

using namespace signalbox;

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
};

QTEST_GUILESS_MAIN(TestAuthenticators)
#include "tst_authenticators.moc"
