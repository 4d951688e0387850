#include "core/auth/authbackend.h"

#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Response = HttpClientThread::Response;

const QHostAddress One(u"192.0.2.1"_s);
const QHostAddress Two(u"192.0.2.2"_s);

//! A backend that keeps what it is sent.
struct Fixture
{
    explicit Fixture(qsizetype concurrency, AuthBackend::Bounds bounds = {})
        : backend(
              [this](const HttpClientThread::Request &request, HttpClientThread::Done done) {
                  bodies += request.body;
                  sent.push_back(std::move(done));
              },
              bounds)
    {
        backend.setConcurrency(concurrency);
    }
    AuthBackend::Ticket ask(const QHostAddress &address, const QByteArray &body, bool isExempt = false)
    {
        return backend.ask(address, isExempt, {.body = body},
                           [this, body](const AuthBackend::Answer &) { answered += body; });
    }
    //! Answers the oldest one.
    void answer()
    {
        const HttpClientThread::Done done = std::move(sent.front());
        sent.erase(sent.begin());
        done(Response{200, "{}"});
    }

    QByteArray bodies;   //!< sent
    QByteArray answered; //!< bodies
    std::vector<HttpClientThread::Done> sent;
    AuthBackend backend;
};

} // namespace

class TstAuthBackend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsSomeAtATimeInTurns()
    {
        Fixture fixture(2);
        for (const char *body : {"a", "b", "c", "d"})
            QVERIFY(fixture.ask(One, body, true) != 0);
        QVERIFY(fixture.ask(Two, "x", true) != 0);
        QCOMPARE(fixture.bodies, "ab");
        QCOMPARE(fixture.backend.running(), 2);
        QCOMPARE(fixture.backend.waiting(), 3);
        fixture.answer();
        QCOMPARE(fixture.answered, "a");
        QCOMPARE(fixture.bodies, "abc");
        fixture.answer();
        QCOMPARE(fixture.bodies, "abcx"); // before d
        while (!fixture.sent.empty())
            fixture.answer();
        QCOMPARE(fixture.answered, "abcxd");
        QCOMPARE(fixture.backend.running(), 0);
        QCOMPARE(fixture.backend.waiting(), 0);
    }

    void oneAddressHasNotAllPlaces_data()
    {
        QTest::addColumn<int>("concurrency");
        QTest::addColumn<int>("ofOne");
        QTest::newRow("1") << 1 << 1;
        QTest::newRow("3") << 3 << 3;
        QTest::newRow("4") << 4 << 3;
        QTest::newRow("64") << 64 << 48;
    }
    void oneAddressHasNotAllPlaces()
    {
        QFETCH(int, concurrency);
        QFETCH(int, ofOne);
        Fixture fixture(concurrency, {.waiting = 200, .waitingOfAddress = 100});
        for (int i = 0; i < concurrency + 5; ++i)
            QVERIFY(fixture.ask(One, "a") != 0);
        QCOMPARE(fixture.backend.running(), ofOne);
        QVERIFY(fixture.ask(Two, "x") != 0);
        QCOMPARE(fixture.backend.running(), std::min(concurrency, ofOne + 1));
        Fixture exempt(concurrency);
        for (int i = 0; i < concurrency + 5; ++i)
            QVERIFY(exempt.ask(One, "a", true) != 0);
        QCOMPARE(exempt.backend.running(), concurrency);
    }

    void refusesBeyondTheBounds()
    {
        Fixture fixture(1, {.waiting = 3, .waitingOfAddress = 2, .bytes = 100, .bytesOfAddress = 60});
        QVERIFY(fixture.ask(One, "a") != 0);
        QVERIFY(fixture.ask(One, "b") != 0);
        QVERIFY(fixture.ask(One, QByteArray(60, 'c')) == 0);
        QVERIFY(fixture.ask(One, QByteArray(59, 'c')) != 0);
        QVERIFY(fixture.ask(One, "d") == 0);
        QVERIFY(fixture.ask(Two, QByteArray(41, 'x')) == 0);
        QVERIFY(fixture.ask(Two, "x") != 0);
        QVERIFY(fixture.ask(Two, "y") == 0); // three wait
        QCOMPARE(fixture.bodies, "a");
        fixture.answer();
        QVERIFY(fixture.ask(Two, "y") != 0);
    }

    void cancelsOnlyWhatWaits()
    {
        Fixture fixture(1);
        const AuthBackend::Ticket running = fixture.ask(One, "a");
        const AuthBackend::Ticket waiting = fixture.ask(One, "b");
        QVERIFY(fixture.ask(One, "c") != 0);
        QVERIFY(!fixture.backend.cancel(running));
        QCOMPARE(fixture.backend.running(), 1); // the backend works on it all the same
        QVERIFY(fixture.backend.cancel(waiting));
        QVERIFY(!fixture.backend.cancel(waiting));
        QVERIFY(!fixture.backend.cancel(0));
        QCOMPARE(fixture.bodies, "a");
        fixture.answer();
        QCOMPARE(fixture.bodies, "ac");
        QCOMPARE(fixture.answered, "a");
    }

    void usesMorePlacesAtOnce()
    {
        Fixture fixture(1);
        for (const char *body : {"a", "b", "c", "d"})
            QVERIFY(fixture.ask(One, body, true) != 0);
        fixture.backend.setConcurrency(3);
        QCOMPARE(fixture.bodies, "abc");
        fixture.backend.setConcurrency(1);
        fixture.answer();
        fixture.answer();
        QCOMPARE(fixture.bodies, "abc");
        fixture.answer();
        QCOMPARE(fixture.bodies, "abcd");
    }

    void mayFailAtOnce()
    {
        int failed = 0;
        AuthBackend backend([](const HttpClientThread::Request &, const HttpClientThread::Done &done) {
            done(Error{Error::Code::Busy, u"no thread"_s});
        });
        for (int i = 0; i < 3; ++i) {
            QVERIFY(backend.ask(One, false, {},
                                [&](const AuthBackend::Answer &answer) { failed += int(!answer); }) != 0);
        }
        QCOMPARE(failed, 3);
        QCOMPARE(backend.running(), 0);
    }

    void logsOnceAMinute()
    {
        Fixture fixture(1);
        const TimePoint now;
        QTest::failOnWarning(QRegularExpression(u"two"_s));
        QTest::ignoreMessage(QtWarningMsg, "one");
        fixture.backend.logFault(u"one"_s, now);
        fixture.backend.logFault(u"two"_s, now + std::chrono::seconds(59));
        QTest::ignoreMessage(QtWarningMsg, "three");
        fixture.backend.logFault(u"three"_s, now + std::chrono::seconds(60));
    }
};

QTEST_APPLESS_MAIN(TstAuthBackend)
#include "tst_authbackend.moc"
