// The token of a request is found in one of its carriers or not at all, has its limit, and the head can be
// described. The input is a request head.

#include "fuzz.h"

#include "core/policy/tokencarriers.h"
#include "core/wire/describehead.h"
#include "core/wire/upgraderequest.h"

using namespace signalbox;
using namespace signalbox::fuzz;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HttpHeadReader reader;
    qsizetype consumed = 0;
    const HttpHeadReader::Outcome outcome =
        reader.feed(QByteArrayView(reinterpret_cast<const char *>(data), qsizetype(size)), consumed);
    const auto *head = std::get_if<HttpHead>(&outcome);
    if (!head)
        return 0;
    const Result<RequestTarget> target = parseRequestTarget(head->target);
    if (!target)
        return 0;
    const std::vector<QByteArray> offers =
        splitList(head->values("Sec-WebSocket-Protocol"), MaxSubprotocolOffers);
    AuthSettings settings;
    settings.query = QStringLiteral("q");
    settings.cookie = QStringLiteral("c");
    const std::optional<QByteArray> token = findToken(*head, *target, offers, settings);
    require(!token || token->size() <= MaxTokenBytes, "a token has its limit");

    const bool hasField = head->value("Authorization") || head->value("Cookie") || !offers.empty();
    require(!token || hasField || !target->rawQuery.isEmpty(), "a token is in a carrier");

    AuthSettings none;
    none.query.clear();
    const std::optional<QByteArray> other = findToken(*head, *target, {}, none);
    require(other.has_value() == (bearerOf(*head) || (other && other->isEmpty())),
            "without names only Authorization is a carrier");
    if (other && !other->isEmpty())
        require(token == other, "Authorization comes first");
    describeHead(*head, {"q", {}});
    return 0;
}
