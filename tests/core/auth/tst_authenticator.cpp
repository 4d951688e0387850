#include "core/auth/authenticator.h"

#include <QTest>

using namespace signalbox;

class TestAuthenticator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHandleCancelsOnce()
    {
        int cancelled = 0;
        {
            const PendingAuth pending([&] { ++cancelled; });
            QCOMPARE(cancelled, 0);
        }
        QCOMPARE(cancelled, 1);

        PendingAuth pending([&] { ++cancelled; });
        pending.cancel();
        pending.cancel();
        QCOMPARE(cancelled, 2);
        pending = PendingAuth();
        QCOMPARE(cancelled, 2);
    }

    void movesWithoutCancelling()
    {
        int first = 0;
        int second = 0;
        {
            PendingAuth one([&] { ++first; });
            PendingAuth other(std::move(one));
            QCOMPARE(first, 0);
            PendingAuth third([&] { ++second; });
            third = std::move(other);
            QCOMPARE(second, 1);
            QCOMPARE(first, 0);
        }
        QCOMPARE(first, 1);
        QCOMPARE(second, 1);
    }

    // What is cancelled may ask for the handle again, as the destructor of its owner does.
    void cancellingIsNotRepeatedWithin()
    {
        int cancelled = 0;
        PendingAuth pending;
        pending = PendingAuth([&] {
            ++cancelled;
            pending.cancel();
        });
        pending.cancel();
        QCOMPARE(cancelled, 1);
    }

    void failuresCompareTheirTexts()
    {
        const QByteArray text("expired_token");
        QVERIFY((AuthFailure{401, "expired_token"} == AuthFailure{401, text.constData()}));
        QVERIFY((AuthFailure{401, "expired_token"} != AuthFailure{403, "expired_token"}));
        QVERIFY((AuthFailure{401, "expired_token"} != AuthFailure{401, "unknown_token"}));
    }
};

QTEST_GUILESS_MAIN(TestAuthenticator)
#include "tst_authenticator.moc"
