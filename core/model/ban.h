#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/network.h"
#include "core/base/result.h"
#include "core/model/connectioninfo.h"

#include <QString>

#include <optional>

namespace signalbox {

using BanId = Id<struct BanTag>;

//! What a ban keeps out.
enum class BanKind : quint8 {
    User,
    Address, //!< one address, or a network
    Origin,  //!< the pages of an Origin
};
inline constexpr int BanKindCount = int(BanKind::Origin) + 1;

//! For machines and queries: user, address, origin. Owner: static storage.
const char *banKindName(BanKind kind);
std::optional<BanKind> banKindOf(QStringView name);

//! Somebody is kept out, until the ban ends or is removed. A value.
struct Ban
{
    BanId id{};
    BanKind kind = BanKind::User;
    QString value{};  //!< as banValue() returns it
    QString reason{}; //!< for operators, at most MaxBanReason characters; may be empty
    QString by{};     //!< who has made it
    WallTime created{};
    std::optional<WallTime> expires{}; //!< none: never
    quint64 hits = 0;                  //!< connections that were closed or refused

    //! Expired bans count no more, although they may still be listed for a moment.
    bool isExpired(WallTime now) const { return expires && *expires <= now; }

    friend bool operator==(const Ban &, const Ban &) = default;
};

inline constexpr qsizetype MaxBanReason = 200;

//! Returns \a text as the value of a ban: a user name in normalization form C; an address, or a network such as 10.0.0.0/8,
//! with zeros behind the prefix; an Origin in lower case without the default port, or `null`. Fails with Invalid.
Result<QString> banValue(BanKind kind, const QString &text);
//! Returns the Origin of a request in the same form; nothing: it is none.
std::optional<QString> normalizedOrigin(QStringView origin);
//! Returns whether \a reason is short enough, and one line.
bool isBanReason(QStringView reason);
//! Returns \a ban with its value in that form. Fails with Invalid if value or reason are wrong, or the end is not behind \a now.
Result<Ban> checkedBan(Ban ban, WallTime now);

//! Tells which connections a ban is about. A value.
class BanMatcher
{
public:
    explicit BanMatcher(const Ban &ban);

    bool matches(const ConnectionInfo &connection) const;

private:
    BanKind m_kind;
    QString m_value;
    std::optional<Network> m_network; //!< of BanKind::Address
};

} // namespace signalbox
