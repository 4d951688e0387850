// A request head gives the same outcome in any segmentation. No part of an accepted head can add a line to
// another head, and the head made from it for Qt is read back with the same values.

#include "fuzz.h"

#include "core/base/ascii.h"
#include "core/wire/describehead.h"
#include "core/wire/qthandshake.h"
#include "core/wire/requesttarget.h"
#include "core/wire/upgraderequest.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qint64 MaxBytes[] = {0, 16, 200, 1000, 16384};
constexpr int MaxHeaders[] = {0, 1, 5, 100};

struct Reading
{
    HttpHeadReader::Outcome outcome;
    qsizetype consumed = 0; //!< of a head that is not rejected

    //! Returns the whole outcome, for comparison.
    QByteArray text() const
    {
        if (const auto *error = std::get_if<HttpHeadError>(&outcome))
            return QByteArray::number(error->status) + ' ' + error->detail;
        QByteArray all = QByteArray::number(consumed);
        if (const auto *head = std::get_if<HttpHead>(&outcome)) {
            all += '\n' + head->method + '\n' + head->target + (head->hasBody ? " body " : " none ") +
                   QByteArray::number(head->versionMinor);
            for (const HttpHeader &header : head->headers)
                all += '\n' + header.name + ':' + header.value;
        }
        return all;
    }
};

//! \a inPiecesOf calls its argument with each segment of the stream.
template <typename InPieces>
Reading read(HttpHeadLimits limits, InPieces inPiecesOf)
{
    HttpHeadReader reader(limits);
    Reading reading;
    inPiecesOf([&](QByteArrayView piece) {
        if (!std::holds_alternative<HttpHeadReader::NeedMore>(reading.outcome))
            return;
        const QByteArray bytes = piece.toByteArray(); // an exact copy, for AddressSanitizer
        qsizetype consumed = 0;
        reading.outcome = reader.feed(bytes, consumed);
        require(consumed >= 0 && consumed <= bytes.size(), "no more is consumed than there is");
        require(!std::holds_alternative<HttpHeadReader::NeedMore>(reading.outcome) ||
                    consumed == bytes.size(),
                "NeedMore consumes all bytes");
        reading.consumed += consumed;
    });
    return reading;
}

Reading readWhole(const QByteArray &bytes)
{
    return read({.maxBytes = 0}, [&](auto take) { take(bytes); });
}

bool isPrintable(QByteArrayView text, bool spaces)
{
    return std::ranges::all_of(text, [spaces](char character) {
        const auto byte = quint8(character);
        return (byte > 0x20 && byte != 0x7F) || (spaces && (character == ' ' || character == '\t'));
    });
}

void checkHead(const HttpHead &head, HttpHeadLimits limits)
{
    require(isToken(head.method), "a method is a token");
    require(!head.target.isEmpty() && isPrintable(head.target, false), "a target is printable");
    require(head.versionMajor == 1, "HTTP/1.x");
    require(int(head.headers.size()) <= limits.maxHeaders, "not too many headers");
    for (const HttpHeader &header : head.headers) {
        require(isToken(header.name), "a name is a token");
        require(isPrintable(header.value, true), "a value has no controls");
        require(header.value == header.value.trimmed(), "no white space around a value");
    }
    const QByteArray description = describeHead(head);
    require(description.size() <= MaxDescribedHead, "the description of a head is short");
    require(QString::fromUtf8(description).toUtf8() == description, "and UTF-8");
    require(description.count('\n') <= qsizetype(head.headers.size()), "and has a line a header at most");
    if (const auto target = parseRequestTarget(head.target))
        require(target->rawPath.startsWith('/'), "a path is absolute");
}

//! Reads a canonical head, which must have exactly \a headers headers.
HttpHead readBack(const QByteArray &bytes, std::size_t headers)
{
    const Reading back = readWhole(bytes);
    const auto *head = std::get_if<HttpHead>(&back.outcome);
    require(head && back.consumed == bytes.size(), "the canonical head is one head");
    require(head->headers.size() == headers, "no header of it became two");
    return *head;
}

std::size_t canonicalHeaders(const QByteArray &origin, const QByteArray &subprotocol)
{
    constexpr qsizetype MaxOrigin = 4 * 1024; // a longer one is left out
    constexpr std::size_t Always = 5;
    return Always + (origin.isEmpty() || origin.size() > MaxOrigin ? 0 : 1) + (subprotocol.isEmpty() ? 0 : 1);
}

void checkUpgrade(const UpgradeRequest &request)
{
    const QByteArray origin = request.origin.value_or(QByteArray());
    const QByteArray subprotocol = request.subprotocols.empty() ? QByteArray() : request.subprotocols.front();
    const QByteArray canonical = canonicalHead(request.key, origin, subprotocol);
    const auto upgrade = readUpgradeRequest(readBack(canonical, canonicalHeaders(origin, subprotocol)));
    const auto *again = std::get_if<UpgradeRequest>(&upgrade);
    require(again && again->key == request.key, "the canonical head has the key");
    require(!again->origin || *again->origin == withoutControls(origin), "and the origin");
    require(again->subprotocols.size() == (subprotocol.isEmpty() ? 0 : 1), "and one subprotocol");
    require(subprotocol.isEmpty() || again->subprotocols.front() == subprotocol, "which is the first");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<4> input(data, size);
    const auto &[maxBytes, maxHeaders, piece1, piece2] = input.settings;
    const HttpHeadLimits limits{MaxBytes[maxBytes % std::size(MaxBytes)],
                                MaxHeaders[maxHeaders % std::size(MaxHeaders)]};
    const auto readInPieces = [&](std::array<uint8_t, 2> pieces) {
        return read(limits, [&](auto take) { inPieces(input.rest, pieces, take); });
    };

    const Reading whole = read(limits, [&](auto take) { take(input.rest); });
    require(readInPieces({1, 1}).text() == whole.text(), "the same byte by byte");
    require(readInPieces({piece1, piece2}).text() == whole.text(), "the same in segments");

    if (const auto *head = std::get_if<HttpHead>(&whole.outcome)) {
        require(limits.maxBytes == 0 || whole.consumed <= limits.maxBytes, "a head is within the limit");
        checkHead(*head, limits);
        const auto upgrade = readUpgradeRequest(*head);
        if (const auto *request = std::get_if<UpgradeRequest>(&upgrade)) {
            require(asksForWebSocket(*head) && !head->hasBody, "an upgrade request is for WebSocket");
            checkUpgrade(*request);
        }
    }
    // Any argument stays within one line.
    const QByteArray any = input.rest.toByteArray();
    readBack(canonicalHead(any, any, any), canonicalHeaders(any, any));
    return 0;
}
