#include "core/protocol/envelopeerror.h"

#include <array>

namespace signalbox {

const char *errorName(EnvelopeErrorCode code)
{
    static constexpr std::array<const char *, EnvelopeErrorCodeCount> names{
        "bad_json",     "bad_envelope", "unknown_type", "not_in_room",  "no_such_room",
        "no_such_user", "room_limit",   "too_big",      "rate_limited", "forbidden",
        "bad_token",    "internal",     "unavailable"};
    return names[std::size_t(code)];
}

} // namespace signalbox
