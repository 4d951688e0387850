// The hops of X-Forwarded-For and Forwarded end, are addresses or nothing, and the last one does not depend on what stands
// before its comma: a client cannot change what its proxy appends.

#include "fuzz.h"

#include "core/wire/forwardedhops.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

std::vector<ForwardedHops::Hop> hopsOf(const HttpHead &head)
{
    std::vector<ForwardedHops::Hop> hops;
    ForwardedHops reader(head);
    while (const std::optional<ForwardedHops::Hop> hop = reader.next())
        hops.push_back(*hop);
    return hops;
}

void check(const QByteArray &name, const QByteArray &value, const QByteArray &appended)
{
    HttpHead head;
    head.headers.push_back({name, value});
    const std::vector<ForwardedHops::Hop> hops = hopsOf(head);
    require(hops.size() <= std::size_t(value.count(',')) + 1, "no more hops than commas separate");
    for (const ForwardedHops::Hop &hop : hops)
        require(!hop.address || !hop.address->address.isNull(), "an address or nothing");

    head.headers.back().value = value + ',' + appended;
    const Endpoint expected{QHostAddress(quint32(0xCB007107)), 0};
    const std::vector<ForwardedHops::Hop> longer = hopsOf(head);
    require(longer.front().address == std::optional(expected), "what a proxy appends counts");
    require(std::equal(hops.begin(), hops.end(), longer.begin() + 1, longer.end()),
            "and changes nothing before it");
    head.headers.back().value = value;
    head.headers.push_back({name, appended});
    require(hopsOf(head) == longer, "the same in a field of its own");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray value(reinterpret_cast<const char *>(data), qsizetype(size));
    check("X-Forwarded-For", value, "203.0.113.7");
    check("Forwarded", value, "proto=https;for=203.0.113.7");
    check("Forwarded", value, "for=\"203.0.113.7\"");
    (void)parseForwardedNode(value);
    return 0;
}
