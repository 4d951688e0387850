#include "core/wire/upgraderequest.h"

#include "core/base/ascii.h"
#include "core/wire/hostfield.h"

#include <QSet>

namespace signalbox {

namespace {

UpgradeError bad(const QByteArray &detail)
{
    return {400, detail};
}

//! Returns whether \a key is 16 bytes in canonical base64 (RFC 6455 section 4.1 item 7).
bool isKey(const QByteArray &key)
{
    const auto decoded = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    return decoded && decoded.decoded.size() == 16 && decoded.decoded.toBase64() == key;
}

std::optional<UpgradeError> readSubprotocols(const HttpHead &head, std::vector<QByteArray> &offers)
{
    offers = splitList(head.values("Sec-WebSocket-Protocol"), MaxSubprotocolOffers);
    QSet<QByteArray> seen;
    for (const QByteArray &offer : offers) {
        if (!isToken(offer))
            return bad("Sec-WebSocket-Protocol holds a name that is not a token.");
        if (seen.contains(offer))
            return bad("Sec-WebSocket-Protocol offers a name twice.");
        seen.insert(offer);
    }
    return std::nullopt;
}

} // namespace

bool asksForWebSocket(const HttpHead &head)
{
    const bool mayUpgrade = head.versionMajor == 1 && head.versionMinor >= 1;
    return mayUpgrade && head.hasToken("Upgrade", "websocket");
}

std::variant<UpgradeRequest, UpgradeError> readUpgradeRequest(const HttpHead &head)
{
    if (head.versionMajor != 1 || head.versionMinor < 1)
        return bad("The WebSocket handshake needs HTTP/1.1.");
    if (!hasProperHost(head))
        return bad("Exactly one Host header is needed.");
    if (!head.hasToken("Upgrade", "websocket"))
        return bad("The Upgrade header does not list websocket.");
    if (!head.hasToken("Connection", "Upgrade"))
        return bad("The Connection header does not list Upgrade.");
    if (head.hasBody)
        return bad("A WebSocket handshake has no body.");
    const std::vector<QByteArray> keys = head.values("Sec-WebSocket-Key");
    if (keys.size() != 1 || !isKey(keys.front()))
        return bad("Exactly one Sec-WebSocket-Key is needed, 16 bytes in base64.");
    const std::vector<QByteArray> origins = head.values("Origin");
    if (origins.size() > 1)
        return bad("There is more than one Origin.");

    UpgradeRequest request;
    request.host = head.value("Host").value_or(QByteArray());
    request.key = keys.front();
    if (!origins.empty())
        request.origin = origins.front();
    if (std::optional<UpgradeError> error = readSubprotocols(head, request.subprotocols))
        return *std::move(error);
    std::optional<std::vector<ExtensionOffer>> extensions =
        parseExtensions(head.values("Sec-WebSocket-Extensions"), "permessage-deflate");
    if (!extensions)
        return bad("Sec-WebSocket-Extensions has a malformed offer of permessage-deflate.");
    request.extensions = *std::move(extensions);

    const std::vector<QByteArray> versions = head.values("Sec-WebSocket-Version");
    if (versions.size() != 1)
        return bad("Exactly one Sec-WebSocket-Version is needed.");
    if (versions.front() != "13")
        return UpgradeError{426, "Only version 13 of the WebSocket protocol is supported."};
    return request;
}

} // namespace signalbox
