#include "core/model/banqueryrow.h"

#include "core/base/network.h"

#include <algorithm>

namespace signalbox {

BanQueryRow::BanQueryRow(const Ban &ban, WallTime now)
    : m_ban(ban)
    , m_now(now)
    , m_kind(QString::fromLatin1(banKindName(ban.kind)))
{
}

void BanQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    switch (field) {
    case QueryField::Kind:
        texts.append(m_kind);
        return;
    case QueryField::Value:
        texts.append(m_ban.value);
        return;
    case QueryField::Address:
        if (m_ban.kind == BanKind::Address)
            texts.append(m_ban.value);
        return;
    case QueryField::Reason:
        texts.append(m_ban.reason);
        return;
    case QueryField::By:
        texts.append(m_ban.by);
        return;
    case QueryField::Any:
        for (const QString *text : {&m_kind, &m_ban.value, &m_ban.reason, &m_ban.by})
            texts.append(*text);
        return;
    default:
        return;
    }
}

QHostAddress BanQueryRow::address() const
{
    const std::optional<Network> network =
        m_ban.kind == BanKind::Address ? Network::parse(m_ban.value) : std::nullopt;
    return network ? network->address() : QHostAddress();
}

std::optional<qint64> BanQueryRow::number(QueryField field) const
{
    const auto nanoseconds = [](Milliseconds time) {
        constexpr Milliseconds Most = std::chrono::duration_cast<Milliseconds>(Nanoseconds::max());
        return qint64(Nanoseconds(std::clamp(time, -Most, Most)).count());
    };
    switch (field) {
    case QueryField::Id:
        return qint64(m_ban.id.value());
    case QueryField::Created:
        return nanoseconds(m_now - m_ban.created);
    case QueryField::Expires:
        return m_ban.expires ? std::optional(nanoseconds(*m_ban.expires - m_now)) : std::nullopt;
    case QueryField::Hits:
        return qint64(m_ban.hits);
    default:
        return std::nullopt;
    }
}

} // namespace signalbox
