#include "core/model/revocation.h"

#include "core/base/names.h"

using namespace Qt::StringLiterals;

namespace signalbox {

const char *revocationKindName(RevocationKind kind)
{
    return kind == RevocationKind::User ? "user" : "jti";
}

Result<QString> revocationValue(RevocationKind kind, const QString &text)
{
    if (kind == RevocationKind::TokenId) {
        if (text.isEmpty() || text.size() > MaxRevokedTokenId || !text.isValidUtf16()) {
            return Error{
                Error::Code::Invalid,
                u"a jti has 1 to %1 characters; a token with a longer one is revoked by its user"_s.arg(
                    MaxRevokedTokenId)};
        }
        return text;
    }
    const std::optional<QString> user = toUserName(text);
    if (!user)
        return Error{Error::Code::Invalid, u"a user name has to be "_s + describeNameRules(MaxUserName)};
    if (isGuestName(*user))
        return Error{Error::Code::Invalid, u"%1 is the name of a guest, who has no token"_s.arg(*user)};
    return *user;
}

} // namespace signalbox
