// What a token costs an io thread at the door: when it comes for the first time, when it comes again, and when it is wrong.

#include "core/auth/jwtauthenticator.h"
#include "core/loop/ioloop.h"
#include "tests/support/jwtsigner.h"

#include <benchmark/benchmark.h>

namespace {

using namespace signalbox;
using namespace Qt::StringLiterals;

const JwtSigner &signer()
{
    static const JwtSigner secret = JwtSigner::secret(QByteArray(32, 's'));
    return secret;
}

//! A token of 260 bytes; \a number makes it another one.
QByteArray token(int number)
{
    return signer().token(
        JwtAlgorithm::HS256,
        R"({"sub":"user-1234","name":"A User","iss":"https://id.example.org/","aud":"chat","jti":")" +
            QByteArray::number(number) + R"(","exp":4000000000,"join":["team-7/*"]})",
        R"("typ":"JWT","kid":"2026-11")");
}

struct Door
{
    Door() { keys.apply({}, *JwkSet::parse(signer().jwk(R"("kid":"2026-11")")), Clock::now()); }
    bool admits(const QByteArray &shown)
    {
        bool isAdmitted = false;
        const PendingAuth pending = authenticator.authenticate(
            {.token = shown, .client = ConnectionId(1), .address = QHostAddress(u"192.0.2.1"_s)},
            [&](const AuthResult &result) { isAdmitted = std::holds_alternative<Identity>(result); });
        return isAdmitted;
    }

    IoLoop loop;
    JwtKeys keys{[](const QString &, const JwtKeys::Fetched &) {}};
    VerificationPool pool;
    JwtAuthenticator authenticator{{}, keys, pool, {}, loop};
};

void returning(benchmark::State &state)
{
    Door door;
    const QByteArray shown = token(1);
    if (!door.admits(shown))
        state.SkipWithError("the token is refused");
    for (auto _ : state)
        benchmark::DoNotOptimize(door.admits(shown));
}

void first(benchmark::State &state)
{
    Door door;
    std::vector<QByteArray> shown; // more than the cache keeps
    for (int i = 0; i < 20'000; ++i)
        shown.push_back(token(i));
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(door.admits(shown[next++ % shown.size()]));
}

void wrong(benchmark::State &state)
{
    Door door;
    const QByteArray shown = token(1).chopped(43) + QByteArray(42, 'x') + 'w';
    if (door.admits(shown))
        state.SkipWithError("the token is accepted");
    for (auto _ : state)
        benchmark::DoNotOptimize(door.admits(shown));
}

} // namespace

BENCHMARK(returning)->Name("jwt, HS256, returning");
BENCHMARK(first)->Name("jwt, HS256, first time");
BENCHMARK(wrong)->Name("jwt, HS256, wrong signature");
