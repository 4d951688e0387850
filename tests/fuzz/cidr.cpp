// The value of a ban is normalized in bounded time. The form is stable, is found as what was written, and an address is inside a
// network exactly if its first bits are those of the network.
// Settings: the kind, and where the value ends and the text of an address or Origin begins.

#include "fuzz.h"

#include "core/base/network.h"
#include "core/policy/banlist.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

//! Qt does not map 0.0.0.0 as it does all other addresses of IPv4.
Q_IPV6ADDR bytesOf(const QHostAddress &address)
{
    Q_IPV6ADDR bytes = address.toIPv6Address();
    if (address.protocol() == QHostAddress::IPv4Protocol)
        bytes[10] = bytes[11] = 0xFF;
    return bytes;
}

bool haveSameBits(const QHostAddress &a, const QHostAddress &b, int length)
{
    const Q_IPV6ADDR left = bytesOf(a);
    const Q_IPV6ADDR right = bytesOf(b);
    for (int bit = 0; bit < length; ++bit) {
        const int mask = 0x80 >> (bit % 8);
        if ((left.c[bit / 8] & mask) != (right.c[bit / 8] & mask))
            return false;
    }
    return true;
}

void checkAddress(const BanList &list, const QString &value, const QString &text)
{
    const std::optional<Network> network = Network::parse(value);
    require(network.has_value(), "the form of an address is a network");
    require(list.findAddress(network->address(), {}) != nullptr, "a network has its first address");
    const std::optional<QHostAddress> client = parseHostAddress(text);
    if (!client)
        return;
    const bool isSameFamily = client->protocol() == network->address().protocol();
    const int mapped = client->protocol() == QHostAddress::IPv4Protocol ? 96 : 0;
    const bool isInside =
        isSameFamily && haveSameBits(*client, network->address(), network->length() + mapped);
    require((list.findAddress(*client, {}) != nullptr) == isInside, "an address is found by its first bits");
    require(network->contains(*client) == isInside, "so does the network say");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<2> input(data, size);
    const auto kind = BanKind(input.settings[0] % BanKindCount);
    const qsizetype length = std::min<qsizetype>(input.settings[1], input.rest.size());
    const QString value = QString::fromUtf8(input.rest.first(length));
    const QString text = QString::fromUtf8(input.rest.sliced(length));

    const BanList empty;
    require(!empty.findOrigin(text, {}) && !empty.findUser(text, {}), "an empty list has nothing");
    const Result<QString> form = banValue(kind, value);
    if (!form) {
        require(!form.error().text.isEmpty(), "an error says something");
        return 0;
    }
    const Result<QString> again = banValue(kind, *form);
    require(again.isOk() && *again == *form, "the form is stable");
    const BanList list({Ban{.id = BanId(1), .kind = kind, .value = *form}});
    if (kind == BanKind::Address) {
        checkAddress(list, *form, text);
    } else if (kind == BanKind::Origin) {
        require(list.findOrigin(value, {}) != nullptr, "an Origin is found as it was written");
        const std::optional<QString> other = normalizedOrigin(text);
        require((list.findOrigin(text, {}) != nullptr) == (other == *form), "others are not");
    } else {
        require(list.findUser(*form, {}) != nullptr, "a user is found");
        require((list.findUser(text, {}) != nullptr) == (text == *form), "others are not");
    }
    return 0;
}
