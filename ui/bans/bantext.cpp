#include "ui/bans/bantext.h"

#include "core/base/names.h"
#include "ui/connections/actiontargets.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>

namespace signalbox {

namespace {

bool isNetwork(const Ban &ban)
{
    return ban.kind == BanKind::Address && ban.value.contains(u'/');
}

} // namespace

QString BanText::kind(const Ban &ban)
{
    switch (ban.kind) {
    case BanKind::User:
        return tr("User");
    case BanKind::Origin:
        return tr("Origin");
    case BanKind::Address:
        break;
    }
    return isNetwork(ban) ? tr("Network") : tr("Address");
}

QString BanText::inSentence(const Ban &ban)
{
    const QString value = nameInText(ban.value);
    switch (ban.kind) {
    case BanKind::User:
        return tr("user %1").arg(value);
    case BanKind::Origin:
        return tr("Origin %1").arg(value);
    case BanKind::Address:
        break;
    }
    return isNetwork(ban) ? tr("network %1").arg(value) : tr("address %1").arg(value);
}

QString BanText::end(const Ban &ban, WallTime now)
{
    if (!ban.expires)
        return tr("never", "a ban ends");
    if (*ban.expires <= now)
        return tr("has ended");
    return tr("in %1", "a ban ends").arg(Format::duration(*ban.expires - now));
}

Facts BanText::facts(const Ban &ban, WallTime now)
{
    constexpr qsizetype most = 512;
    Facts facts;
    const auto add = [&facts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.push_back({.title = name, .value = value});
    };
    add(kind(ban), elided(visibleText(ban.value), most));
    add(tr("Reason"), elided(visibleText(ban.reason, PeerTextKind::Line), most));
    add(tr("By"), elided(visibleText(ban.by), most));
    add(tr("Created"), Format::dateTime(ban.created));
    add(tr("Ends"), ban.expires ? tr("%1 (%2)", "time, how long it is until then")
                                      .arg(Format::dateTime(*ban.expires), end(ban, now))
                                : end(ban, now));
    add(tr("Hits"), Format::count(ban.hits));
    return facts;
}

Result<QString> BanText::checkedValue(BanKind kind, const QString &text)
{
    Result<QString> value = banValue(kind, text);
    if (value)
        return value;
    switch (kind) {
    case BanKind::User:
        return Error{Error::Code::Invalid,
                     tr("A user name has 1 to %1 visible characters").arg(QString::number(MaxUserName))};
    case BanKind::Address:
        return Error{Error::Code::Invalid,
                     tr("An address looks like 10.0.3.117 or 2001:db8::1, a network like "
                        "10.0.0.0/8 or 2001:db8::/32")};
    case BanKind::Origin:
        break;
    }
    return Error{Error::Code::Invalid,
                 tr("An Origin looks like https://example.org or https://example.org:8443, without a path")};
}

std::optional<QString> BanText::faultOfReason(const QString &reason)
{
    if (isBanReason(reason))
        return std::nullopt;
    return tr("A reason is one line of at most %1 characters").arg(QString::number(MaxBanReason));
}

QString BanText::inSentence(const std::vector<Ban> &bans)
{
    QStringList names;
    for (std::size_t i = 0; i < std::min(bans.size(), std::size_t(MaxNamesInPreview)); ++i)
        names += inSentence(bans[i]);
    const QString list = names.join(tr(", ", "between bans"));
    const auto more = int(bans.size()) - int(names.size());
    return more > 0 ? tr("%1 and %Ln more", "bans", more).arg(list) : list;
}

} // namespace signalbox
