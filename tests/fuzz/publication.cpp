// What comes from Redis is read or refused, and never crashes. What is read can be shown to clients of both kinds: text is UTF-8,
// and the content of an envelope is one JSON value.

#include "fuzz.h"

#include "core/cluster/publicationcodec.h"
#include "core/wire/utf8validator.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

void check(const ReceivedPublication &received)
{
    RoomMessage message = received.message;
    require(message.seq() > 0 && message.seq() <= MaxSequence, "a publication has a number");
    const PreparedMessage &plain = message.plain();
    require(plain.opcode() != Opcode::Text || isValidUtf8(plain.payload()), "text is UTF-8");
    static JsonReader reader;
    const QByteArray envelope = message.envelopeText(u"room");
    require(!reader.read(envelope), "an envelope is JSON");
    const QByteArray id = received.id.toText();
    require(PublicationId::fromText(id) == received.id, "an id has one text");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static PublicationDecoder decoder;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const std::optional<RoomNews> news = decoder.news(bytes)) {
        require(isEpoch(news->epoch.toLatin1()), "an epoch is a word");
        if (const auto *received = std::get_if<ReceivedPublication>(&news->content))
            check(*received);
    }
    if (const std::optional<ReceivedPublication> received =
            decoder.entry(1, "1750000000000", "0000000000000abc-7", bytes))
        check(*received);
    return 0;
}
