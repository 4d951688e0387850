// An accepted list of extensions has the same meaning when it is written again, and when its lines are
// joined. The response is valid under RFC 7692, and offering it again gives the same response.

#include "fuzz.h"

#include "core/base/ascii.h"
#include "core/wire/deflateoffer.h"
#include "core/wire/httphead.h"

#include <QList>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr const char *Used = "permessage-deflate";

QByteArray write(const std::vector<ExtensionOffer> &offers, const char *quote)
{
    QByteArray text;
    for (const ExtensionOffer &offer : offers) {
        text += (text.isEmpty() ? "" : ",") + offer.name;
        for (const ExtensionParameter &parameter : offer.parameters) {
            text += ';' + parameter.name;
            if (parameter.value)
                text += '=' + (quote + *parameter.value) + quote;
        }
    }
    return text;
}

void checkTokens(const ExtensionOffer &offer)
{
    require(isToken(offer.name), "an extension is a token");
    for (const ExtensionParameter &parameter : offer.parameters) {
        require(isToken(parameter.name), "a parameter is a token");
        require(!parameter.value || isToken(*parameter.value), "a value is a token");
    }
}

//! Reads the response as a client does (RFC 7692 section 7.1).
void checkAnswer(const DeflateAgreement &agreement, bool takeover)
{
    const DeflateParameters &agreed = agreement.parameters;
    require(takeover || (!agreed.serverTakeover && !agreed.clientTakeover), "takeover only if allowed");
    require(!agreed.serverTakeover || agreed.serverWindowBits >= MinWindowBits,
            "a window that zlib can write");
    require(agreed.keptContext <= 1 << MaxClientWindowBits, "little is kept for a client");
    require(!agreed.clientTakeover || agreed.keptContext == 0, "the context is kept once");

    const auto answer = parseExtensions({agreement.response}, Used);
    require(answer && answer->size() == 1 && answer->front().name == "permessage-deflate",
            "the response is one extension");
    DeflateParameters parsed{.keptContext = agreed.keptContext};
    for (const ExtensionParameter &parameter : answer->front().parameters) {
        const QByteArray value = parameter.value.value_or(QByteArray());
        if (parameter.name == "server_no_context_takeover")
            parsed.serverTakeover = false;
        else if (parameter.name == "client_no_context_takeover")
            parsed.clientTakeover = false;
        else if (parameter.name == "server_max_window_bits")
            parsed.serverWindowBits = quint8(value.toUInt());
        else if (parameter.name == "client_max_window_bits")
            parsed.clientWindowBits = quint8(value.toUInt());
        else
            require(false, "the response has only the parameters of the RFC");
    }
    require(parsed == agreed, "the response has the agreed parameters");
    const auto again = negotiateDeflate(*answer, takeover);
    require(again && again->response == agreement.response, "the response, offered, gives the same response");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    const QList<QByteArray> lines = text.toByteArray().split('\n');
    const auto offers = parseExtensions({lines.begin(), lines.end()}, Used);
    if (!offers)
        return 0;
    require(offers->size() <= MaxExtensionOffers, "few offers are looked at");
    for (const ExtensionOffer &offer : *offers)
        checkTokens(offer);
    if (!text.contains('"')) // quotes of another extension may open on one line and close on the next
        require(parseExtensions({lines.join(',')}, Used) == offers, "several lines are one list");
    require(parseExtensions({write(*offers, "")}, Used) == offers, "written again, it has the same meaning");
    require(parseExtensions({write(*offers, "\"")}, Used) == offers, "with quotes as well");
    for (const bool takeover : {false, true}) {
        if (const auto agreement = negotiateDeflate(*offers, takeover))
            checkAnswer(*agreement, takeover);
    }
    return 0;
}
