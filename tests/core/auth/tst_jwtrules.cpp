#include "core/auth/jwtrules.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Outcome = std::optional<JwtRefusal>;

constexpr double Now = 1'790'000'000;
const WallTime NowTime{std::chrono::seconds(1'790'000'000)};

JwtClaims claimsOf(const QString &user = u"ann"_s)
{
    JwtClaims claims;
    claims.user = user;
    return claims;
}

Outcome outcomeOf(const JwtClaims &claims, const JwtSettings &settings = {})
{
    const auto judged = judgeClaims(claims, settings, NowTime);
    const auto *refusal = std::get_if<JwtRefusal>(&judged);
    return refusal ? Outcome(*refusal) : Outcome();
}

} // namespace

class TstJwtRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesTimes_data();
    void judgesTimes();
    void judgesIssuerAndAudience_data();
    void judgesIssuerAndAudience();
    void judgesUsers_data();
    void judgesUsers();
    void makesAnIdentity();
    void leavesOutNamesThatCannotBeShown();
    void timeGoesOn();
};

void TstJwtRules::judgesTimes_data()
{
    QTest::addColumn<double>("expires"); // relative to now; 0 is none
    QTest::addColumn<double>("notBefore");
    QTest::addColumn<double>("issuedAt");
    QTest::addColumn<int>("leeway"); // seconds
    QTest::addColumn<Outcome>("outcome");
    const Outcome expired = JwtRefusal::Expired;
    const Outcome notYet = JwtRefusal::NotYet;
    QTest::newRow("no times") << 0. << 0. << 0. << 30 << Outcome();
    QTest::newRow("expires later") << 1. << 0. << 0. << 30 << Outcome();
    QTest::newRow("expired within the leeway") << -29. << 0. << 0. << 30 << Outcome();
    QTest::newRow("expired a little within the leeway") << -29.999 << 0. << 0. << 30 << Outcome();
    QTest::newRow("expired by the leeway") << -30. << 0. << 0. << 30 << expired;
    QTest::newRow("expired before") << -31. << 0. << 0. << 30 << expired;
    QTest::newRow("no leeway, a fraction left") << 0.001 << 0. << 0. << 0 << Outcome();
    QTest::newRow("no leeway, a fraction over") << -0.001 << 0. << 0. << 0 << expired;
    QTest::newRow("valid since now") << 0. << 1e-9 << 0. << 0 << Outcome();
    QTest::newRow("valid soon, within the leeway") << 0. << 30. << 0. << 30 << Outcome();
    QTest::newRow("valid soon, beyond the leeway") << 0. << 30.5 << 0. << 30 << notYet;
    QTest::newRow("issued within the leeway") << 0. << 0. << 30. << 30 << Outcome();
    QTest::newRow("issued in the future") << 0. << 0. << 31. << 30 << notYet;
    QTest::newRow("issued long ago") << 0. << 0. << -1e9 << 30 << Outcome();
    QTest::newRow("valid and issued: the later one counts") << 0. << -5. << 31. << 30 << notYet;
    QTest::newRow("expires beyond all calendars") << 1e300 << 0. << 0. << 30 << Outcome();
    QTest::newRow("expired before all calendars") << -1e300 << 0. << 0. << 30 << expired;
    QTest::newRow("valid before all calendars") << 0. << -1e300 << 0. << 30 << Outcome();
    QTest::newRow("valid beyond all calendars") << 0. << 1e300 << 0. << 30 << notYet;
}

void TstJwtRules::judgesTimes()
{
    QFETCH(double, expires);
    QFETCH(double, notBefore);
    QFETCH(double, issuedAt);
    QFETCH(int, leeway);
    QFETCH(Outcome, outcome);
    const auto timeOf = [](double relative) {
        return relative == 0 ? std::optional<double>() : std::optional(Now + relative);
    };
    JwtClaims claims = claimsOf();
    claims.expires = timeOf(expires);
    claims.notBefore = timeOf(notBefore);
    claims.issuedAt = timeOf(issuedAt);
    JwtSettings settings;
    settings.leeway = std::chrono::seconds(leeway);
    QCOMPARE(outcomeOf(claims, settings), outcome);
}

void TstJwtRules::judgesIssuerAndAudience_data()
{
    QTest::addColumn<QString>("issuer"); // of the settings
    QTest::addColumn<QString>("audience");
    QTest::addColumn<std::optional<QString>>("iss");
    QTest::addColumn<std::optional<QStringList>>("aud");
    QTest::addColumn<Outcome>("outcome");
    const std::optional<QString> noIssuer;
    const std::optional<QStringList> noAudience;
    const auto iss = [](const char *text) { return std::optional(QString::fromLatin1(text)); };
    const auto aud = [](const QStringList &texts) { return std::optional(texts); };
    QTest::newRow("any") << QString() << QString() << noIssuer << noAudience << Outcome();
    QTest::newRow("any, but some are given")
        << QString() << QString() << iss("x") << aud({u"y"_s}) << Outcome();
    QTest::newRow("issuer") << u"a"_s << QString() << iss("a") << noAudience << Outcome();
    QTest::newRow("no issuer") << u"a"_s << QString() << noIssuer << noAudience
                               << Outcome(JwtRefusal::Issuer);
    QTest::newRow("other issuer") << u"a"_s << QString() << iss("A") << noAudience
                                  << Outcome(JwtRefusal::Issuer);
    QTest::newRow("issuer with a slash more")
        << u"https://a"_s << QString() << iss("https://a/") << noAudience << Outcome(JwtRefusal::Issuer);
    QTest::newRow("audience") << QString() << u"b"_s << noIssuer << aud({u"b"_s}) << Outcome();
    QTest::newRow("one of the audience")
        << QString() << u"b"_s << noIssuer << aud({u"a"_s, u"b"_s, u"c"_s}) << Outcome();
    QTest::newRow("no audience") << QString() << u"b"_s << noIssuer << noAudience
                                 << Outcome(JwtRefusal::Audience);
    QTest::newRow("empty audience") << QString() << u"b"_s << noIssuer << aud({})
                                    << Outcome(JwtRefusal::Audience);
    QTest::newRow("other audience") << QString() << u"b"_s << noIssuer << aud({u"bb"_s, u"B"_s})
                                    << Outcome(JwtRefusal::Audience);
}

void TstJwtRules::judgesIssuerAndAudience()
{
    QFETCH(QString, issuer);
    QFETCH(QString, audience);
    QFETCH(std::optional<QString>, iss);
    QFETCH(std::optional<QStringList>, aud);
    QFETCH(Outcome, outcome);
    JwtSettings settings;
    settings.issuer = issuer;
    settings.audience = audience;
    JwtClaims claims = claimsOf();
    claims.issuer = iss;
    claims.audience = aud;
    QCOMPARE(outcomeOf(claims, settings), outcome);
}

void TstJwtRules::judgesUsers_data()
{
    QTest::addColumn<QString>("claim");
    QTest::addColumn<QString>("user"); // empty: refused
    QTest::newRow("plain") << u"ann"_s << u"ann"_s;
    QTest::newRow("e-mail") << u"ann@example.org"_s << u"ann@example.org"_s;
    QTest::newRow("made NFC") << u"e\u0301"_s << u"\u00e9"_s;
    QTest::newRow("64 characters") << QString(64, u'a') << QString(64, u'a');
    QTest::newRow("65 characters") << QString(65, u'a') << QString();
    QTest::newRow("empty") << u""_s << QString();
    QTest::newRow("blank") << u"  "_s << QString();
    QTest::newRow("control") << u"a\nb"_s << QString();
    QTest::newRow("NUL") << u"a"_s + QChar(0) << QString();
    QTest::newRow("writing direction") << u"a\u202eb"_s << QString();
    QTest::newRow("a guest's name") << u"guest-12"_s << QString();
    QTest::newRow("nearly a guest's name") << u"guest-x"_s << u"guest-x"_s;
}

void TstJwtRules::judgesUsers()
{
    QFETCH(QString, claim);
    QFETCH(QString, user);
    const auto judged = judgeClaims(claimsOf(claim), {}, NowTime);
    if (user.isEmpty()) {
        QVERIFY(std::holds_alternative<JwtRefusal>(judged));
        QCOMPARE(std::get<JwtRefusal>(judged), JwtRefusal::User);
    } else {
        QVERIFY(std::holds_alternative<JwtIdentity>(judged));
        QCOMPARE(std::get<JwtIdentity>(judged).identity.user, user);
    }
    QCOMPARE(outcomeOf(JwtClaims()), Outcome(JwtRefusal::User));
}

void TstJwtRules::makesAnIdentity()
{
    JwtClaims claims = claimsOf();
    claims.name = u"Ann Example"_s;
    claims.id = u"token-1"_s;
    claims.expires = Now + 60;
    claims.issuedAt = Now - 60.5;
    claims.join = QStringList{u"team/*"_s};
    const auto judged = judgeClaims(claims, {}, NowTime);
    QVERIFY(std::holds_alternative<JwtIdentity>(judged));
    const Identity &identity = std::get<JwtIdentity>(judged).identity;
    QCOMPARE(identity.displayName, u"Ann Example"_s);
    QCOMPARE(identity.tokenId, u"token-1"_s);
    QVERIFY(identity.expires == NowTime + 90s);
    QVERIFY(identity.issuedAt == NowTime - 60500ms);
    QVERIFY(identity.grants && identity.grants->join && !identity.grants->publish);
    QVERIFY(identity.grants->join->matches(u"team/a"_s) && !identity.grants->join->matches(u"other"_s));

    const auto plain = judgeClaims(claimsOf(), {}, NowTime);
    QVERIFY(!std::get<JwtIdentity>(plain).identity.grants);
    QVERIFY(!std::get<JwtIdentity>(plain).identity.expires);
}

void TstJwtRules::leavesOutNamesThatCannotBeShown()
{
    JwtClaims claims = claimsOf();
    claims.name = u"a\u202eb"_s;
    const auto judged = judgeClaims(claims, {}, NowTime);
    QVERIFY(std::holds_alternative<JwtIdentity>(judged));
    QVERIFY(std::get<JwtIdentity>(judged).identity.displayName.isEmpty());
}

void TstJwtRules::timeGoesOn()
{
    JwtClaims claims = claimsOf();
    claims.notBefore = Now;
    claims.expires = Now + 10;
    JwtSettings settings;
    settings.leeway = 5s;
    const auto token = std::get<JwtIdentity>(judgeClaims(claims, settings, NowTime));
    QCOMPARE(judgeTime(token, NowTime - 5001ms), Outcome(JwtRefusal::NotYet)); // a clock that was set back
    QCOMPARE(judgeTime(token, NowTime - 5s), Outcome());
    QCOMPARE(judgeTime(token, NowTime + 14999ms), Outcome());
    QCOMPARE(judgeTime(token, NowTime + 15s), Outcome(JwtRefusal::Expired));
}

QTEST_GUILESS_MAIN(TstJwtRules)
#include "tst_jwtrules.moc"
