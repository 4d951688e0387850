#pragma once

#include <QtGlobal>

#include <algorithm>

namespace signalbox {

//! A size in bytes, or as a percentage of another size that is known later. 0 bytes: no limit.
class RelativeSize
{
public:
    constexpr RelativeSize() = default;
    static constexpr RelativeSize bytes(qint64 bytes) { return {bytes, Unit::Bytes}; }
    //! \a percent from 1 to 100.
    static constexpr RelativeSize percent(qint64 percent) { return {percent, Unit::Percent}; }

    bool isPercentage() const { return m_unit == Unit::Percent; }
    //! The bytes, or the percentage.
    qint64 number() const { return m_number; }

    //! Returns the size in bytes. A percentage of a \a whole of 0, which is not limited, is not limited either: 0; of
    //! any other whole it is at least one byte.
    qint64 of(qint64 whole) const
    {
        if (!isPercentage())
            return m_number;
        const qint64 share = whole / 100 * m_number + whole % 100 * m_number / 100;
        return whole > 0 ? std::max<qint64>(share, 1) : 0;
    }

    friend bool operator==(RelativeSize, RelativeSize) = default;

private:
    enum class Unit : quint8 { Bytes, Percent };

    constexpr RelativeSize(qint64 number, Unit unit)
        : m_number(number)
        , m_unit(unit)
    {
    }

    qint64 m_number = 0;
    Unit m_unit = Unit::Bytes;
};

} // namespace signalbox
