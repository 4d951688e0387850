#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>
#include <functional>

namespace signalbox {

//! A number that identifies an object; 0 is null. Ids with different tags are different types.
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

    friend constexpr auto operator<=>(Id, Id) = default; // NOLINT(modernize-use-nullptr): its rewritten `< 0`
    friend size_t qHash(Id id, size_t seed = 0) noexcept { return ::qHash(id.m_value, seed); }

private:
    quint64 m_value = 0;
};

//! Identifies a WebSocket connection from its accepted handshake on; never reused within a run. `client` in
//! the envelope.
using ConnectionId = Id<struct ConnectionTag>;
//! Identifies a command of a console, so that its report can be matched.
using ActionId = Id<struct ActionTag>;

} // namespace signalbox

template <typename Tag>
struct std::hash<signalbox::Id<Tag>>
{
    size_t operator()(signalbox::Id<Tag> id) const noexcept { return std::hash<quint64>()(id.value()); }
};
