#include "core/auth/jwtkeyfile.h"

#include "core/auth/pemkeys.h"
#include "core/base/ascii.h"
#include "core/base/files.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

//! Whether \a content is JSON that does not begin with its brace, as text editors may write it.
bool isDisplacedJson(QByteArrayView content)
{
    if (content.startsWith("\xEF\xBB\xBF")) // a byte order mark
        content = content.sliced(3);
    while (!content.isEmpty() && isJsonSpace(content.front()))
        content = content.sliced(1);
    return content.startsWith('{');
}

Result<JwkSet> parseJwkFile(const QByteArray &content)
{
    Result<JwkSet> set = JwkSet::parse(content);
    if (set && set->keys().empty()) {
        return invalid(
            set->leftOut().isEmpty()
                ? u"found no key for checking signatures, allowed: one whose use, key_ops and alg permit it"_s
                : set->leftOut().constFirst());
    }
    return set;
}

Result<JwkSet> parseSecret(const QByteArray &content)
{
    if (isDisplacedJson(content))
        return invalid(u"found something before the \"{\", allowed: a JWK or JWK set that begins with it"_s);
    if (content.startsWith("ssh-") || content.startsWith("ecdsa-sha2-") || isDerKey(content)) {
        return invalid(
            u"found a public key that is not in PEM, allowed: PEM, as openssl pkey -pubin -pubout prints it"_s);
    }
    const QByteArray secret = content.endsWith('\n') ? content.chopped(1) : content;
    const Result<std::shared_ptr<const JwtKey>> key = JwtKey::fromSecret(secret);
    if (!key)
        return key.error();
    return JwkSet({*key});
}

} // namespace

Result<JwkSet> parseKeyFile(const QByteArray &content)
{
    if (content.startsWith('{'))
        return parseJwkFile(content);
    if (content.contains("-----BEGIN"))
        return parsePemKeys(content);
    return parseSecret(content);
}

Result<JwkSet> loadKeyFile(const JwtSettings &settings)
{
    if (settings.keyFile.isEmpty())
        return JwkSet();
    const Result<QByteArray> content = readFile(settings.keyFile, JwkSet::MaxBytes, Streams::Refused);
    if (!content) {
        const bool isForbidden = content.error().code == Error::Code::NoPermission;
        return Error{isForbidden ? Error::Code::NoPermission : Error::Code::Invalid,
                     u"key auth.jwt.key_file: %1"_s.arg(content.error().text)};
    }
    Result<JwkSet> set = parseKeyFile(*content);
    const auto complain = [&](const QString &what) {
        return invalid(u"key auth.jwt.key_file: %1: %2"_s.arg(settings.keyFile, what));
    };
    if (!set)
        return complain(set.error().text);
    const std::vector<JwtAlgorithm> algorithms = jwtAlgorithmsFrom(settings.algorithms);
    const bool fits =
        std::ranges::any_of(algorithms, [&](JwtAlgorithm algorithm) { return set->hasKeyFor(algorithm); });
    if (!fits) {
        return complain(u"found %1, allowed: a key for one of auth.jwt.algorithms, %2"_s.arg(
            describeKey(*set->keys().front()), settings.algorithms.join(u", "_s)));
    }
    return set;
}

} // namespace signalbox
