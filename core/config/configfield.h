#pragma once

// How a field of a settings struct becomes a ConfigValue and back: enums and integers travel as qint64, all
// other types as they are.

#include "core/config/configvalue.h"

#include <type_traits>

namespace signalbox {

template <typename Field>
inline constexpr bool IsStoredAsInteger = std::is_enum_v<Field> ||
                                          (std::is_integral_v<Field> && !std::is_same_v<Field, bool>);

template <typename Field>
ConfigValue toConfigValue(const Field &field)
{
    if constexpr (IsStoredAsInteger<Field>)
        return qint64(field);
    else
        return field;
}

template <typename Field>
Field fromConfigValue(const ConfigValue &value)
{
    if constexpr (IsStoredAsInteger<Field>)
        return Field(std::get<qint64>(value));
    else
        return std::get<Field>(value);
}

} // namespace signalbox
