#include "core/auth/jwtkeys.h"

#include "tests/support/jwtsigner.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using NoWait = JwtKeys::NoWait;
using Wait = std::variant<JwtKeys::Ticket, NoWait>;

const QHostAddress Host(u"192.0.2.1"_s);
const QHostAddress OtherHost(u"192.0.2.2"_s);

//! Plays the HTTP client: remembers who asked, and answers when the test says so.
class FakeClient
{
public:
    JwtKeys::Fetch fetch()
    {
        return [this](const QString &url, JwtKeys::Fetched done) {
            m_urls += url;
            m_waiting.push_back(std::move(done));
        };
    }
    QStringList takeUrls() { return std::exchange(m_urls, {}); }
    void answer(const Result<QByteArray> &answer)
    {
        const std::vector<JwtKeys::Fetched> waiting = std::exchange(m_waiting, {});
        for (const JwtKeys::Fetched &done : waiting)
            done(answer);
    }
    void fail() { answer(Error{Error::Code::Io, u"no answer"_s}); }

private:
    QStringList m_urls;
    std::vector<JwtKeys::Fetched> m_waiting;
};

const QString Url = u"https://id.example.org/keys?secret=1"_s;
const QString OtherUrl = u"https://other.example.org/keys"_s;

QByteArray secretOf(const char *kid)
{
    return JwtSigner::secret(QByteArray(32, kid[0])).jwk("\"kid\":\"" + QByteArray(kid) + '"');
}

QByteArray setOf(const char *kid)
{
    return "{\"keys\":[" + secretOf(kid) + "]}";
}

JwtSettings settingsFor(const QString &url, Milliseconds refresh = 10min)
{
    JwtSettings settings;
    settings.jwksUrl = url;
    settings.jwksRefresh = refresh;
    return settings;
}

} // namespace

class TstJwtKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void withoutAUrlNothingIsAsked();
    void asksAtOnceAndAgain();
    void staysWithKnownKeysWhileThereIsNoAnswer();
    void refusesAnswersThatAreNoSet_data();
    void refusesAnswersThatAreNoSet();
    void asksOnceForAnUnknownKey();
    void waitsWithAFetchThatIsUnderWay();
    void boundsThoseWhoWaitOfAnAddress();
    void boundsAllThatWait();
    void cancels();
    void forgetsTheKeysOfAnotherUrl();
    void generationChangesWithTheKeys();
    void looksInTheFileFirst();
    void keysWithoutANameDoNotHideTheNamedOne();
    void answersMayComeTooLate();

private:
    Wait wait(TimePoint now, std::function<void()> done)
    {
        return m_keys->waitForKey(now, Host, false, std::move(done));
    }
    static std::optional<NoWait> reasonOf(const Wait &wait)
    {
        const auto *reason = std::get_if<NoWait>(&wait);
        return reason ? std::optional(*reason) : std::nullopt;
    }
    static bool isTicket(const Wait &wait)
    {
        const auto *ticket = std::get_if<JwtKeys::Ticket>(&wait);
        return ticket && *ticket != 0;
    }
    bool knows(const char *kid) const
    {
        return !m_keys->current()->candidates(JwtAlgorithm::HS256, QByteArray(kid)).empty();
    }

    FakeClient m_client;
    std::unique_ptr<JwtKeys> m_keys;
    TimePoint m_now{1000s};
};

void TstJwtKeys::init()
{
    m_client = FakeClient();
    m_keys = std::make_unique<JwtKeys>(m_client.fetch());
    m_now = TimePoint(1000s);
}

void TstJwtKeys::withoutAUrlNothingIsAsked()
{
    m_keys->apply(settingsFor({}), *JwkSet::parse(secretOf("a")), m_now);
    m_keys->refreshIfDue(m_now + 24h);
    QCOMPARE(reasonOf(wait(m_now + 24h, [] {})), std::optional(NoWait::Useless));
    QCOMPARE(m_client.takeUrls(), QStringList());
    QVERIFY(knows("a") && !knows("b"));
    QVERIFY(!m_keys->current()->hasUrl);
}

void TstJwtKeys::asksAtOnceAndAgain()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
    m_keys->refreshIfDue(m_now + 1h); // still waiting for the first answer
    QCOMPARE(m_client.takeUrls(), QStringList());
    QVERIFY(m_keys->current()->hasUrl && !m_keys->current()->hasUrlAnswered);
    m_client.answer(setOf("a"));
    QVERIFY(knows("a") && m_keys->current()->hasUrlAnswered);
    m_keys->refreshIfDue(m_now + 10min - 1ms);
    QCOMPARE(m_client.takeUrls(), QStringList());
    m_keys->refreshIfDue(m_now + 10min);
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
    QVERIFY(knows("a")); // meanwhile
    m_client.answer(setOf("b"));
    QVERIFY(knows("b") && !knows("a"));
}

void TstJwtKeys::staysWithKnownKeysWhileThereIsNoAnswer()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "https://id.example.org/keys: no answer; known keys stay valid"); // once
    m_keys->apply(settingsFor(Url), {}, m_now);
    m_client.answer(setOf("a"));
    m_now += 10min;
    for (int i = 0; i < 5; ++i) {
        m_keys->refreshIfDue(m_now);
        QCOMPARE(m_client.takeUrls().size(), i == 0 ? 2 : 1); // the first one is of apply()
        m_client.fail();
        QVERIFY(knows("a"));
        m_keys->refreshIfDue(m_now + 9999ms);
        QCOMPARE(m_client.takeUrls(), QStringList());
        m_now += JwtKeys::FetchPause;
    }
    m_keys->refreshIfDue(m_now);
    m_client.answer(setOf("b"));
    QVERIFY(knows("b"));
}

void TstJwtKeys::refusesAnswersThatAreNoSet_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("HTML") << QByteArray("<html>");
    QTest::newRow("no set") << QByteArray("{}");
    QTest::newRow("too many keys") << "{\"keys\":[" + QByteArrayList(65, secretOf("b")).join(',') + "]}";
    QTest::newRow("too large") << "{\"keys\":[]}" + QByteArray(JwkSet::MaxBytes, ' ');
}

void TstJwtKeys::refusesAnswersThatAreNoSet()
{
    QFETCH(QByteArray, answer);
    m_keys->apply(settingsFor(Url), {}, m_now);
    m_client.answer(setOf("a"));
    m_keys->refreshIfDue(m_now + 1h);
    m_client.answer(answer);
    QVERIFY(knows("a"));
    m_keys->refreshIfDue(m_now + 2h);
    m_client.answer(QByteArray("{\"keys\":[]}")); // this one is a set: all keys were taken back
    QVERIFY(!knows("a"));
}

void TstJwtKeys::asksOnceForAnUnknownKey()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    m_client.answer(setOf("a"));
    m_client.takeUrls();
    int answered = 0;
    QVERIFY(isTicket(wait(m_now + 1s, [&] { ++answered; })));
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
    QCOMPARE(answered, 0);
    m_client.answer(setOf("b"));
    QCOMPARE(answered, 1);
    QVERIFY(knows("b"));
    // within ten seconds the answer is that of the latest fetch
    QCOMPARE(reasonOf(wait(m_now + 1s, [&] { ++answered; })), std::optional(NoWait::Useless));
    QCOMPARE(reasonOf(wait(m_now + 10999ms, [&] { ++answered; })), std::optional(NoWait::Useless));
    QCOMPARE(m_client.takeUrls(), QStringList());
    QVERIFY(isTicket(wait(m_now + 11s, [&] { ++answered; })));
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
    m_client.fail();
    QCOMPARE(answered, 2); // also when there is no answer
}

void TstJwtKeys::waitsWithAFetchThatIsUnderWay()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    int answered = 0;
    QVERIFY(isTicket(wait(m_now, [&] { ++answered; })));
    QVERIFY(isTicket(wait(m_now, [&] { ++answered; })));
    QCOMPARE(m_client.takeUrls(), QStringList{Url}); // only the first one
    m_client.answer(setOf("a"));
    QCOMPARE(answered, 2);
    QVERIFY(isTicket(wait(m_now + 1ms, [&] { ++answered; }))); // it was not for a key
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
}

void TstJwtKeys::boundsThoseWhoWaitOfAnAddress()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    m_client.answer(setOf("a"));
    m_client.takeUrls();
    m_now += 1s;
    const auto count = [](qsizetype &answered) { return [&answered] { ++answered; }; };
    qsizetype many = 0;
    qsizetype others = 0;
    JwtKeys::Ticket ticket = 0;
    for (qsizetype i = 0; i < JwtKeys::MaxWaitingOfAddress; ++i) {
        const Wait waiting = wait(m_now, count(many));
        QVERIFY(isTicket(waiting));
        ticket = std::get<JwtKeys::Ticket>(waiting);
    }
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
    QCOMPARE(reasonOf(wait(m_now, count(many))), std::optional(NoWait::TooMany));
    QCOMPARE(reasonOf(wait(m_now + 1h, count(many))),
             std::optional(NoWait::TooMany)); // the URL is still being asked
    m_keys->cancel(ticket);
    QVERIFY(isTicket(wait(m_now, count(many)))); // its place is free
    QCOMPARE(reasonOf(wait(m_now, count(many))), std::optional(NoWait::TooMany));
    QVERIFY(isTicket(m_keys->waitForKey(m_now, Host, true, count(others))));
    QVERIFY(isTicket(m_keys->waitForKey(m_now, OtherHost, false, count(others))));
    m_client.answer(setOf("b"));
    QCOMPARE(many, JwtKeys::MaxWaitingOfAddress);
    QCOMPARE(others, 2);
    QCOMPARE(reasonOf(wait(m_now, count(many))), std::optional(NoWait::Useless)); // asked for a moment ago
    QVERIFY(isTicket(wait(m_now + JwtKeys::FetchPause, count(many))));
    QCOMPARE(m_client.takeUrls(), QStringList{Url});
}

void TstJwtKeys::boundsAllThatWait()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    qsizetype answered = 0;
    const auto waitAs = [&](qsizetype client, bool isExempt) {
        return m_keys->waitForKey(m_now, QHostAddress(quint32(0x0a000000 + client)), isExempt,
                                  [&] { ++answered; });
    };
    for (qsizetype i = 0; i < JwtKeys::MaxWaiting; ++i)
        QVERIFY(isTicket(waitAs(i, false)));
    QCOMPARE(reasonOf(waitAs(JwtKeys::MaxWaiting, false)), std::optional(NoWait::TooMany));
    QCOMPARE(reasonOf(waitAs(JwtKeys::MaxWaiting, true)), std::optional(NoWait::TooMany));
    m_client.answer(setOf("a"));
    QCOMPARE(answered, JwtKeys::MaxWaiting);
}

void TstJwtKeys::cancels()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    int answered = 0;
    const auto token = std::make_shared<int>();
    const auto ticket = std::get<JwtKeys::Ticket>(wait(m_now, [&answered, token] { ++answered; }));
    QCOMPARE(token.use_count(), 2);
    m_keys->cancel(ticket);
    m_keys->cancel(ticket);
    m_keys->cancel(0);
    QCOMPARE(token.use_count(), 1);
    m_client.answer(setOf("a"));
    QCOMPARE(answered, 0);
}

void TstJwtKeys::forgetsTheKeysOfAnotherUrl()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    m_client.answer(setOf("a"));
    m_keys->refreshIfDue(m_now + 1h);
    int answered = 0;
    QVERIFY(isTicket(wait(m_now + 1h, [&] { ++answered; })));
    m_client.takeUrls();
    m_keys->apply(settingsFor(OtherUrl), {}, m_now + 1h);
    QCOMPARE(answered, 1); // whoever waited for the old URL gets its answer
    QVERIFY(!knows("a") && !m_keys->current()->hasUrlAnswered);
    QCOMPARE(m_client.takeUrls(), QStringList{OtherUrl});
    m_client.answer(setOf("b")); // of both; that of the old URL comes first, and does not count
    QVERIFY(knows("b"));
    m_keys->apply(settingsFor({}), {}, m_now + 2h);
    QVERIFY(!knows("b") && !m_keys->current()->hasUrl);
}

void TstJwtKeys::generationChangesWithTheKeys()
{
    const quint64 start = m_keys->generation();
    m_keys->apply(settingsFor(Url), {}, m_now);
    const quint64 applied = m_keys->generation();
    QVERIFY(applied != start);
    m_client.answer(setOf("a"));
    const quint64 answered = m_keys->generation();
    QVERIFY(answered != applied);
    m_keys->refreshIfDue(m_now + 1h);
    m_client.answer(setOf("a")); // the same
    QCOMPARE(m_keys->generation(), answered);
    m_keys->refreshIfDue(m_now + 2h);
    m_client.fail();
    QCOMPARE(m_keys->generation(), answered);
    m_keys->refreshIfDue(m_now + 3h);
    m_client.answer(setOf("b"));
    QVERIFY(m_keys->generation() != answered);
    const quint64 reloaded = m_keys->generation();
    m_keys->apply(settingsFor(Url), {}, m_now + 3h); // HUP
    QVERIFY(m_keys->generation() != reloaded);
    QVERIFY(knows("b")); // until the URL has answered again
    m_client.takeUrls();
}

void TstJwtKeys::looksInTheFileFirst()
{
    m_keys->apply(settingsFor(Url), *JwkSet::parse(setOf("a")), m_now);
    m_client.answer("{\"keys\":[" + QByteArrayList(20, secretOf("a")).join(',') + "]}");
    const JwkSet::Keys keys = m_keys->current()->candidates(JwtAlgorithm::HS256, QByteArray("a"));
    QCOMPARE(keys.size(), JwkSet::MaxCandidates);
    QVERIFY(keys.front() == m_keys->current()->fileKeys.keys().front());
}

void TstJwtKeys::keysWithoutANameDoNotHideTheNamedOne()
{
    const QByteArray nameless = JwtSigner::secret(QByteArray(32, 'n')).jwk();
    m_keys->apply(settingsFor(Url),
                  *JwkSet::parse("{\"keys\":[" + QByteArrayList(10, nameless).join(',') + "]}"), m_now);
    m_client.answer("{\"keys\":[" + nameless + ',' + secretOf("a") + "]}");
    const JwkSet::Keys keys = m_keys->current()->candidates(JwtAlgorithm::HS256, QByteArray("a"));
    QCOMPARE(keys.size(), JwkSet::MaxCandidates);
    QCOMPARE(keys.front()->id(), std::optional(QByteArray("a")));
}

void TstJwtKeys::answersMayComeTooLate()
{
    m_keys->apply(settingsFor(Url), {}, m_now);
    m_keys.reset();
    m_client.answer(setOf("a"));
}

QTEST_GUILESS_MAIN(TstJwtKeys)
#include "tst_jwtkeys.moc"
