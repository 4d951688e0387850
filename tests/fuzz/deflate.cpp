// Payloads of Deflater are smaller than the messages and need no larger window than negotiated, and
// MessageInflater restores the messages in any segmentation.

#include "fuzz.h"

#include "core/wire/deflater.h"
#include "core/wire/messageinflater.h"

#define ZLIB_CONST // makes next_in a pointer to const
#include <zlib.h>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

//! A peer that keeps only its window: it takes the output in small parts.
class SmallPeer
{
public:
    explicit SmallPeer(int windowBits) { inflateInit2(&m_stream, -windowBits); }
    ~SmallPeer() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(SmallPeer)

    QByteArray read(QByteArray payload)
    {
        payload.append(QByteArrayView("\x00\x00\xff\xff", 4));
        m_stream.next_in = reinterpret_cast<const Bytef *>(payload.constData());
        m_stream.avail_in = uInt(payload.size());
        QByteArray message;
        char room[32];
        do {
            m_stream.next_out = reinterpret_cast<Bytef *>(room);
            m_stream.avail_out = sizeof room;
            const int result = ::inflate(&m_stream, Z_SYNC_FLUSH);
            require(result == Z_OK || result == Z_BUF_ERROR, "a small window suffices");
            message.append(room, qsizetype(sizeof room - m_stream.avail_out));
        } while (m_stream.avail_out == 0);
        return message;
    }

private:
    z_stream m_stream{};
};

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<8> input(data, size);
    const auto &[windowBits, level, memoryLevel, takeover, length, repeats, piece1, piece2] = input.settings;
    constexpr int Windows = MaxWindowBits - MinWindowBits + 1;
    const DeflaterSettings settings{MinWindowBits + windowBits % Windows, 1 + level % 9, 1 + memoryLevel % 9};
    const bool keepsContext = takeover & 1;
    const std::array<uint8_t, 2> pieces{piece1, piece2};

    Deflater deflater(settings);
    MessageInflater inflater({.clientTakeover = keepsContext});
    SmallPeer peer(settings.windowBits);
    for (QByteArrayView rest = input.rest; !rest.isEmpty();) {
        const qsizetype taken = std::min<qsizetype>(rest.size(), 16 + 8 * length);
        const QByteArray message = rest.first(taken).toByteArray().repeated(1 + repeats % 32);
        rest = rest.sliced(taken);

        const std::optional<QByteArray> payload = deflater.deflate(message);
        if (!keepsContext)
            deflater.reset();
        if (!payload)
            continue; // sent uncompressed
        require(payload->size() < message.size(), "a payload is smaller than its message");
        require(peer.read(*payload) == message, "another inflater reads it");
        QByteArray inflated;
        inPieces(*payload, pieces, [&](QByteArrayView piece) {
            require(inflater.append(piece, message.size(), inflated) == Inflater::Status::Ok, "it inflates");
        });
        require(inflater.finish(message.size(), inflated) == Inflater::Status::Ok, "it ends with a block");
        require(inflated == message, "MessageInflater restores the message");
    }
    return 0;
}
