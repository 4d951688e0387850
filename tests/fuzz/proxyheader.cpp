// A PROXY header has the same size and source whatever follows it, is not decided before it is whole, and an error or what
// is no header stays one.

#include "fuzz.h"

#include "core/wire/proxyheader.h"

using namespace signalbox;
using namespace signalbox::fuzz;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView all(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype most =
        std::min<qsizetype>(all.size(), 400); // all sizes of what is longer would take too long
    ProxyHeaderOutcome before = readProxyHeader({});
    for (qsizetype count = 1; count <= all.size(); count = count == most ? all.size() : count + 1) {
        const QByteArray bytes = all.first(count).toByteArray(); // an exact copy, for AddressSanitizer
        const ProxyHeaderOutcome outcome = readProxyHeader(bytes);
        if (!std::holds_alternative<ProxyHeaderNeedsMore>(before))
            require(outcome.index() == before.index(), "what is decided stays so");
        if (const auto *header = std::get_if<ProxyHeader>(&outcome)) {
            require(header->size > 0 && header->size <= std::min(bytes.size(), MaxProxyHeader),
                    "a header has come");
            require(header->size <= 107 || bytes.startsWith('\r'), "a line is at most 107 bytes");
            if (const auto *earlier = std::get_if<ProxyHeader>(&before))
                require(*header == *earlier, "what follows does not change a header");
            if (header->source)
                require(!header->source->address.isNull(), "a source has an address");
        }
        if (std::holds_alternative<ProxyHeaderNeedsMore>(outcome))
            require(bytes.size() < MaxProxyHeader, "no more than that is waited for");
        before = outcome;
        if (count == all.size())
            break;
    }
    return 0;
}
