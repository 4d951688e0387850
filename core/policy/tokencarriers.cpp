#include "core/policy/tokencarriers.h"

#include <algorithm>

namespace signalbox {

namespace {

bool isBearerScheme(QByteArrayView value)
{
    const qsizetype space = value.indexOf(' ');
    const QByteArrayView scheme = space < 0 ? value : value.first(space);
    return scheme.compare("Bearer", Qt::CaseInsensitive) == 0;
}

std::optional<QByteArray> inAuthorization(const HttpHead &head)
{
    const std::vector<QByteArray> values = head.values("Authorization");
    if (std::ranges::none_of(values, isBearerScheme))
        return std::nullopt;
    if (values.size() > 1) // it is not known which of them a proxy has looked at
        return QByteArray();
    return bearerOf(head).value_or(QByteArray());
}

std::optional<QByteArray> inQuery(const RequestTarget &target, const QString &name)
{
    if (name.isEmpty())
        return std::nullopt;
    const Result<std::optional<QString>> value = target.queryValue(name.toLatin1());
    if (!value)
        return QByteArray();
    return *value ? std::optional((*value)->toUtf8()) : std::nullopt;
}

//! RFC 6265 section 4.2.1. Of cookies with the same name the first counts, which is that of the longest path.
std::optional<QByteArray> inCookie(const HttpHead &head, const QString &name)
{
    if (name.isEmpty())
        return std::nullopt;
    const QByteArray wanted = name.toLatin1();
    for (const QByteArray &field : head.values("Cookie")) {
        for (const QByteArray &part : field.split(';')) {
            const qsizetype equals = part.indexOf('=');
            if (equals < 0 || part.first(equals).trimmed() != wanted)
                continue;
            QByteArray value = part.sliced(equals + 1).trimmed();
            if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
                value = value.sliced(1, value.size() - 2);
            return value;
        }
    }
    return std::nullopt;
}

std::optional<QByteArray> inOffers(const std::vector<QByteArray> &offers)
{
    const auto found = std::ranges::find_if(
        offers, [](const QByteArray &offer) { return offer.startsWith(BearerSubprotocol); });
    return found == offers.end() ? std::nullopt : std::optional(found->sliced(BearerSubprotocol.size()));
}

} // namespace

std::optional<QByteArray> bearerOf(const HttpHead &head)
{
    const QByteArray value = head.value("Authorization").value_or(QByteArray());
    const qsizetype space = value.indexOf(' ');
    if (space < 0 || !isBearerScheme(value))
        return std::nullopt;
    const QByteArray token = value.sliced(space + 1).trimmed();
    return token.isEmpty() ? std::nullopt : std::optional(token);
}

std::optional<QByteArray> findToken(const HttpHead &head, const RequestTarget &target,
                                    const std::vector<QByteArray> &offers, const AuthSettings &settings)
{
    std::optional<QByteArray> token = inAuthorization(head);
    if (!token)
        token = inQuery(target, settings.query);
    if (!token)
        token = inCookie(head, settings.cookie);
    if (!token)
        token = inOffers(offers);
    if (token && token->size() > MaxTokenBytes)
        return QByteArray();
    return token;
}

} // namespace signalbox
