// MessageInflater gives the same output for any segmentation of the input, and never more than the limit.

#include "fuzz.h"

#include "core/wire/messageinflater.h"

#include <vector>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qint64 Limits[] = {0, 1, 100, 511, 512, 513, 10000, 100000};

struct Message
{
    Inflater::Status status;
    QByteArray bytes;

    friend bool operator==(const Message &, const Message &) = default;
};

//! Inflates messages until one fails. \a take calls what it is given with each piece of a message.
template <typename InPieces>
std::vector<Message> inflateAll(const std::vector<QByteArrayView> &payloads,
                                const DeflateParameters &parameters, qint64 limit, InPieces inPiecesOf)
{
    MessageInflater inflater(parameters);
    std::vector<Message> messages;
    for (const QByteArrayView payload : payloads) {
        Message message{Inflater::Status::Ok, {}};
        const auto check = [&] {
            require(limit == 0 || message.bytes.size() <= limit, "never more than the limit");
            require(limit == 0 || message.bytes.capacity() <= limit + 64, "memory is limited");
        };
        quint64 consumed = 0;
        inPiecesOf(payload, [&](QByteArrayView piece) {
            if (message.status != Inflater::Status::Ok)
                return;
            const QByteArray bytes = piece.toByteArray(); // an exact copy, for AddressSanitizer
            message.status = inflater.append(bytes, limit, message.bytes);
            consumed += quint64(piece.size());
            require(inflater.consumedBytes() == consumed, "the consumed bytes are counted");
            check();
            require(inflater.heldBytes() <= Inflater::Bytes + parameters.keptContext,
                    "the context is limited");
        });
        if (message.status == Inflater::Status::Ok) {
            message.status = inflater.finish(limit, message.bytes);
            check();
            require(inflater.consumedBytes() == 0, "the count is reset after each message");
        }
        require(message.status != Inflater::Status::TooBig || message.bytes.size() == limit,
                "TooBig means that the limit is reached");
        messages.push_back(message);
        if (message.status != Inflater::Status::Ok)
            break;
    }
    return messages;
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<8> input(data, size);
    const auto &[limitIndex, terms, length1, length2, piece1, piece2, piece3, piece4] = input.settings;
    const qint64 limit = Limits[limitIndex % std::size(Limits)];
    const DeflateParameters parameters{.clientTakeover = (terms & 1) != 0,
                                       .keptContext = quint16(terms & 2 ? 4096 : 0)};
    const std::array<uint8_t, 4> pieces{piece1, piece2, piece3, piece4};

    // Two messages of given lengths; the third is the rest.
    std::vector<QByteArrayView> payloads;
    QByteArrayView rest = input.rest;
    for (const qsizetype length : {length1, length2}) {
        payloads.push_back(rest.first(std::min(length, rest.size())));
        rest = rest.sliced(payloads.back().size());
    }
    payloads.push_back(rest);

    const auto run = [&](auto inPiecesOf) { return inflateAll(payloads, parameters, limit, inPiecesOf); };
    const std::vector<Message> whole = run([](QByteArrayView payload, auto take) { take(payload); });
    const auto cut = [](const auto &sizes) {
        return [sizes](QByteArrayView payload, auto take) { inPieces(payload, sizes, take); };
    };
    require(run(cut(std::array<uint8_t, 1>{1})) == whole, "the same byte by byte");
    require(run(cut(pieces)) == whole, "the same in segments");
    return 0;
}
