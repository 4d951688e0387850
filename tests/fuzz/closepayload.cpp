// parseClosePayload() accepts exactly what RFC 6455 allows, and reads back what encodeClosePayload() writes.

#include "fuzz.h"
#include "utf8reference.h"

#include "core/wire/closepayload.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

//! Checks that a Close frame made from any code and text can be read by a peer.
void checkEncoding(quint16 code, QByteArrayView text)
{
    const CloseReason reason = CloseReason::custom(Cause::Kicked, code, QString::fromUtf8(text));
    require(reason.text.size() <= MaxReasonBytes && isReferenceUtf8(reason.text), "a reason is short UTF-8");
    const QByteArray payload = encodeClosePayload(reason.code, reason.text);
    require(payload.size() == 2 + reason.text.size(), "the text is truncated once");
    if (!isSendableCloseCode(code))
        return;
    const auto parsed = parseClosePayload(payload);
    const auto *read = std::get_if<ClosePayload>(&parsed);
    require(read && read->code == code && read->reason == reason.text, "an encoded payload is read back");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView payload(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto parsed = parseClosePayload(payload);
    if (size < 2) {
        const auto *read = std::get_if<ClosePayload>(&parsed);
        require(size == 0 ? read && !read->code && read->reason.isEmpty() : !read,
                "a code has no or two bytes");
        return 0;
    }
    const auto code = quint16(data[0] << 8 | data[1]);
    const QByteArrayView text = payload.sliced(2);
    if (const auto *error = std::get_if<ClosePayloadError>(&parsed)) {
        const bool isCodeBad = !isValidReceivedCloseCode(code);
        require(error->cause == (isCodeBad ? Cause::ProtocolError : Cause::BadUtf8), "the right cause");
        require(isCodeBad || !isReferenceUtf8(text), "no valid payload is rejected");
    } else {
        const auto &read = std::get<ClosePayload>(parsed);
        require(isValidReceivedCloseCode(code) && read.code == code, "only codes a peer may send");
        require(isReferenceUtf8(read.reason) && read.reason == text, "the reason, byte for byte");
        const auto again = parseClosePayload(encodeClosePayload(code, read.reason));
        const auto *copy = std::get_if<ClosePayload>(&again);
        require(copy && copy->code == code && text.startsWith(copy->reason),
                "an echoed payload is read back");
        require(copy->reason.size() == text.size() || copy->reason.size() > MaxReasonBytes - 4,
                "truncated no more than necessary");
    }
    checkEncoding(code, text);
    return 0;
}
