#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>
#include <functional>

namespace signalbox {

//! A number that names one thing of one kind. 0 names nothing. Ids of different kinds do not mix.
template <typename Tag>
class Id
{
public:
    constexpr Id() = default;
    constexpr explicit Id(quint64 value)
        : m_value(value)
    {
    }

    constexpr quint64 value() const { return m_value; }
    constexpr bool isNull() const { return m_value == 0; }
    QString toString() const { return QString::number(m_value); }

    friend constexpr auto operator<=>(Id, Id) = default;
    friend size_t qHash(Id id, size_t seed = 0) noexcept { return ::qHash(id.m_value, seed); }

private:
    quint64 m_value = 0;
};

//! One WebSocket peer, from its accepted handshake on; never used twice in a run. `client` on the wire.
using ConnectionId = Id<struct ConnectionTag>;
//! One command of a console, to match its report.
using ActionId = Id<struct ActionTag>;

} // namespace signalbox

template <typename Tag>
struct std::hash<signalbox::Id<Tag>>
{
    size_t operator()(signalbox::Id<Tag> id) const noexcept { return std::hash<quint64>()(id.value()); }
};
