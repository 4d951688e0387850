#include "core/observe/refusalkind.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

using enum RequestRefused::Subject;

constexpr std::array Kinds{
    RefusalKind{"address_full", Address, "limits.max_connections_per_address"},
    RefusalKind{"user_cap", Address, "limits.max_connections_per_user"},
    RefusalKind{"address_too_fast", Address, "limits.connects_per_second_per_address"},
    RefusalKind{"not_proxied", Address, "policy.proxy_protocol"},
    RefusalKind{"proxy_header", Address, "policy.proxy_protocol"},
    RefusalKind{"address_banned", Address},
    RefusalKind{"user_banned", Address},
    RefusalKind{"origin_banned", Origin},
    RefusalKind{"client_certificate", Address, "tls.client_auth"},
    RefusalKind{"certificate_user", Address},
    RefusalKind{"server_full", Server, "limits.max_connections"},
    RefusalKind{"memory_full", Server, "limits.memory"},
    RefusalKind{"no_descriptors", Server, "ulimit -n"},
    RefusalKind{"unfinished_head", Server, "limits.unfinished_heads"},
    RefusalKind{"head_too_large", Address, "limits.max_head"},
    RefusalKind{"timeout", Address, "limits.handshake"},
    RefusalKind{"rooms_full", Server, "hub.max_rooms"},
    RefusalKind{"address_rooms_full", Address, "limits.max_rooms_per_address"},
    RefusalKind{"room_full", Address, "hub.max_members"},
    RefusalKind{"host", Host, "policy.hosts"},
    RefusalKind{"origin", Origin, "policy.origins"},
    RefusalKind{"no_origin", Path, "policy.allow_missing_origin"},
    RefusalKind{"path", Path, "[[route]]"},
    RefusalKind{"subprotocol", Path, "subprotocols of the [[route]]"},
    RefusalKind{"no_token", Path, "auth.mode"},
    RefusalKind{"wrong_token", Address, "auth.mode"},
    RefusalKind{"too_many_wrong_tokens", Address, "auth.mode"},
    RefusalKind{"auth_denied", Address},
    RefusalKind{"auth_unavailable", Server},
    RefusalKind{"decision_late", Server, "limits.handshake"},
    RefusalKind{"room_not_granted", Path, "join of the token"},
    RefusalKind{"method", Path},
    RefusalKind{"room", Path},
    RefusalKind{"target", Path},
    RefusalKind{"no_upgrade", Path, {}, true},
    RefusalKind{"handshake", Path},
    RefusalKind{"version", Path},
    RefusalKind{"user", Path},
    RefusalKind{"admin_request", Path},
    RefusalKind{"admin_plain", Path, "admin.allow_plain"},
    RefusalKind{"admin_host", Host},
    RefusalKind{"admin_origin", Origin},
    RefusalKind{"admin_token", Address},
    RefusalKind{"admin_role", Path},
    RefusalKind{"left", Address, {}, true},
    RefusalKind{"draining", Server, {}, true},
};

} // namespace

RefusalKind RefusalKind::of(std::string_view reason)
{
    const auto found = std::ranges::find(Kinds, reason, &RefusalKind::reason);
    return found == Kinds.end() ? RefusalKind{reason} : *found;
}

QString RefusalKind::valueOf(const RefusedRequest &request) const
{
    switch (subject) {
    case Origin:
        return request.origin;
    case Host:
        return request.host;
    case Path:
        return request.path;
    case Address:
    case Server:
        break;
    }
    return request.peer.address.toString();
}

} // namespace signalbox
