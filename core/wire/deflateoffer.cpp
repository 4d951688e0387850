#include "core/wire/deflateoffer.h"

#include <algorithm>

namespace signalbox {

namespace {

const char *const ServerNoTakeover = "server_no_context_takeover";
const char *const ClientNoTakeover = "client_no_context_takeover";
const char *const ServerWindowBits = "server_max_window_bits";
const char *const ClientWindowBits = "client_max_window_bits";

//! The parameters of one offer.
struct RequestedParameters
{
    bool serverNoTakeover = false;
    bool clientNoTakeover = false;
    std::optional<quint8> serverWindowBits;
    std::optional<quint8> clientWindowBits;
    bool canLimitClientWindow = false; //!< client_max_window_bits, with or without a value
};

//! Section 7.1.2: "a decimal integer value without leading zeroes between 8 to 15, inclusive".
std::optional<quint8> windowBits(const QByteArray &value)
{
    for (int bits = 8; bits <= MaxWindowBits; ++bits) {
        if (value == QByteArray::number(bits))
            return quint8(bits);
    }
    return std::nullopt;
}

bool readFlag(const ExtensionParameter &parameter, bool &flag)
{
    flag = true;
    return !parameter.value;
}

bool readBits(const ExtensionParameter &parameter, std::optional<quint8> &bits)
{
    bits = windowBits(parameter.value.value_or(QByteArray()));
    return bits.has_value();
}

//! Returns false if the parameter is unknown or its value invalid.
bool readParameter(const ExtensionParameter &parameter, RequestedParameters &requested)
{
    if (parameter.name == ServerNoTakeover)
        return readFlag(parameter, requested.serverNoTakeover);
    if (parameter.name == ClientNoTakeover)
        return readFlag(parameter, requested.clientNoTakeover);
    if (parameter.name == ServerWindowBits)
        return readBits(parameter, requested.serverWindowBits);
    if (parameter.name == ClientWindowBits) {
        // Without a value (7.1.2.2) it only means that the client supports the parameter in a response.
        requested.canLimitClientWindow = true;
        return !parameter.value || readBits(parameter, requested.clientWindowBits);
    }
    return false;
}

//! Returns nothing if the offer must be declined (section 7.1).
std::optional<RequestedParameters> readOffer(const ExtensionOffer &offer)
{
    RequestedParameters requested;
    std::vector<QByteArray> seen;
    for (const ExtensionParameter &parameter : offer.parameters) {
        if (std::ranges::find(seen, parameter.name) != seen.end() || !readParameter(parameter, requested))
            return std::nullopt;
        seen.push_back(parameter.name);
    }
    return requested;
}

//! For a client with 8 bits as well what zlib makes of them, 9.
quint16 keptContextFor(int clientWindowBits)
{
    return quint16(1 << std::clamp(clientWindowBits, MinWindowBits, MaxClientWindowBits));
}

DeflateAgreement agree(const RequestedParameters &requested, bool takeover)
{
    DeflateAgreement agreement;
    DeflateParameters &parameters = agreement.parameters;
    QByteArray &response = agreement.response;
    response = "permessage-deflate";
    // The stream of a Deflater needs MinWindowBits. A single message that fits into a smaller window does not.
    const bool canTakeOver = requested.serverWindowBits.value_or(MaxWindowBits) >= MinWindowBits;
    parameters.serverTakeover = takeover && canTakeOver && !requested.serverNoTakeover;
    parameters.clientTakeover = takeover && !requested.clientNoTakeover;
    if (!parameters.serverTakeover)
        response.append("; ").append(ServerNoTakeover);
    if (!parameters.clientTakeover)
        response.append("; ").append(ClientNoTakeover);
    const auto addBits = [&response](const char *name, quint8 bits) {
        response.append("; ").append(name).append('=').append(QByteArray::number(bits));
    };
    if (requested.serverWindowBits) {
        parameters.serverWindowBits = *requested.serverWindowBits;
        addBits(ServerWindowBits, parameters.serverWindowBits); // 7.1.2.1: accepted by repeating it
    }
    std::optional<quint8> clientWindowBits = requested.clientWindowBits;
    if (!parameters.clientTakeover) {
        if (requested.canLimitClientWindow) // 7.1.2.2: only then the response may have the parameter
            clientWindowBits =
                std::min<quint8>(clientWindowBits.value_or(MaxWindowBits), MaxClientWindowBits);
        // A client that offers client_no_context_takeover knows what it means.
        if (!requested.clientNoTakeover)
            parameters.keptContext = keptContextFor(clientWindowBits.value_or(MaxWindowBits));
    }
    if (clientWindowBits) {
        parameters.clientWindowBits = *clientWindowBits;
        addBits(ClientWindowBits, parameters.clientWindowBits);
    }
    return agreement;
}

} // namespace

std::optional<DeflateAgreement> negotiateDeflate(const std::vector<ExtensionOffer> &offers, bool takeover)
{
    for (const ExtensionOffer &offer : offers) {
        if (offer.name != "permessage-deflate")
            continue;
        if (const std::optional<RequestedParameters> requested = readOffer(offer))
            return agree(*requested, takeover);
    }
    return std::nullopt;
}

} // namespace signalbox
