// FrameGuard says the same of a stream however it is cut into pieces, and however often its owner yields. It
// does what the owner asks for (yield, stop, only the Close), hands out nothing that breaks the rules, and
// keeps no more than its limit. Text fails at its first bad byte.

#include "fuzz.h"
#include "utf8reference.h"

#include "core/wire/frameguard.h"

#include <vector>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qint64 Limits[] = {0, 1, 125, 126, 1000, 65536};

//! What the owner of a guard does.
struct Owner
{
    enum class Wish : quint8 { None, Stop, OnlyClose };

    std::array<uint8_t, 4> pieces{}; //!< cut like this; all zeros: whole
    std::size_t yieldEvery = 0;      //!< at each so many calls
    Wish wish = Wish::None;
    std::size_t wishAt = 0;   //!< after so many calls
    bool wishBetween = false; //!< no, after so many pieces, from outside
};

struct Call
{
    char what; //!< text, binary, ping, pong, close or violation
    int code;
    QByteArray bytes;

    friend bool operator==(const Call &, const Call &) = default;
};

class Run final : public FrameSink
{
public:
    Run(FrameLimits limits, const std::optional<DeflateParameters> &deflate, const Owner &owner)
        : m_guard(limits, deflate)
        , m_limits(limits)
        , m_owner(owner)
    {
    }

    void feed(QByteArrayView stream)
    {
        if (m_owner.pieces == decltype(m_owner.pieces){})
            feedPiece(stream);
        else
            inPieces(stream, m_owner.pieces, [this](QByteArrayView piece) { feedPiece(piece); });
        require(!m_isEnded || m_guard.isStopped(), "stopped behind a Close or violation");
    }

    std::vector<Call> calls;
    bool isStopped() const { return m_guard.isStopped(); }
    //! How many bytes had been fed when the Close or violation came.
    qsizetype endedAt() const { return m_endedAt; }

    void onMessage(Opcode opcode, QByteArray payload) override
    {
        const bool isText = opcode == Opcode::Text;
        require(isText || opcode == Opcode::Binary, "a message is text or binary");
        require(!isText || isReferenceUtf8(payload), "text is UTF-8");
        require(m_limits.maxMessage == 0 || payload.size() <= m_limits.maxMessage,
                "a message obeys the limit");
        add({isText ? 't' : 'b', 0, payload});
    }
    void onPing(QByteArrayView payload) override { addControl('i', payload); }
    void onPong(QByteArrayView payload) override { addControl('o', payload); }
    void onClose(const ClosePayload &payload) override
    {
        require(!payload.code || isValidReceivedCloseCode(*payload.code), "a code that a peer may send");
        require(isReferenceUtf8(payload.reason), "a reason is UTF-8");
        m_isEnded = true;
        add({'c', payload.code.value_or(0), payload.reason});
    }
    void onViolation(Cause cause, const char *rule) override
    {
        require(cause == Cause::ProtocolError || cause == Cause::BadUtf8 || cause == Cause::MessageTooBig,
                "a cause of the three");
        m_isEnded = true;
        add({'v', int(cause), rule});
    }

private:
    void feedPiece(QByteArrayView piece)
    {
        express(m_owner.wishBetween ? m_pieces++ : calls.size());
        QByteArray bytes = piece.toByteArray(); // to the byte, for AddressSanitizer; unmasked in place
        for (qsizetype eaten = 0; eaten < bytes.size();) {
            m_hasYielded = false;
            const qsizetype count = m_guard.feed(bytes.data() + eaten, bytes.size() - eaten, *this);
            require(count > 0 && count <= bytes.size() - eaten, "some bytes are eaten");
            eaten += count;
            m_fed += count;
            if (m_isEnded && m_endedAt == 0)
                m_endedAt = m_fed;
            require(eaten == bytes.size() || m_hasYielded, "all bytes are eaten, but for a yield()");
            require(m_guard.bufferedBytes() <= mostBuffered(), "memory is bounded");
            require(!m_guard.isStopped() || m_guard.bufferedBytes() == 0, "a stopped guard keeps nothing");
        }
    }

    //! Twice because of doubling. Without a limit by what came; no DEFLATE byte brings more than 1,032.
    qint64 mostBuffered() const
    {
        constexpr qint64 Slack = 1024;
        return Slack + 2 * (m_limits.maxMessage > 0 ? m_limits.maxMessage : 1032 * m_fed);
    }

    void addControl(char what, QByteArrayView payload)
    {
        require(payload.size() <= MaxControlPayload, "a control frame is short");
        add({what, 0, payload.toByteArray()});
    }

    void add(Call call)
    {
        require(!m_hasYielded, "nothing behind a yield()");
        require(!m_wantsNothing, "nothing behind a Close, violation or stop()");
        require(!m_wantsClose || call.what == 'c', "only the Close is of interest");
        calls.push_back(std::move(call));
        m_wantsNothing = m_isEnded;
        if (m_owner.yieldEvery > 0 && calls.size() % m_owner.yieldEvery == 0) {
            m_guard.yield();
            m_hasYielded = true;
        }
        if (!m_owner.wishBetween)
            express(calls.size());
    }

    void express(std::size_t now)
    {
        if (now != m_owner.wishAt || m_isEnded)
            return;
        if (m_owner.wish == Owner::Wish::Stop) {
            m_guard.stop();
            m_wantsNothing = true;
        } else if (m_owner.wish == Owner::Wish::OnlyClose) {
            m_guard.expectOnlyClose();
            m_wantsClose = true;
        }
    }

    FrameGuard m_guard;
    FrameLimits m_limits;
    Owner m_owner;
    qsizetype m_fed = 0;
    qsizetype m_endedAt = 0;
    std::size_t m_pieces = 0;
    bool m_hasYielded = false;
    bool m_wantsClose = false;
    bool m_wantsNothing = false;
    bool m_isEnded = false;
};

bool isBeginOf(const std::vector<Call> &begin, const std::vector<Call> &calls)
{
    return begin.size() <= calls.size() && std::equal(begin.begin(), begin.end(), calls.begin());
}

//! The data message that \a stream ends in, as far as it goes. The frames are legal up to there.
QByteArray lastMessage(QByteArrayView stream)
{
    QByteArray message;
    while (stream.size() >= 2) {
        quint64 size = quint8(stream[1]) & 0x7F;
        const qsizetype lengthEnd = size < 126 ? 2 : size == 126 ? 4 : 10;
        if (lengthEnd > 2)
            size = 0;
        for (qsizetype i = 2; i < lengthEnd; ++i)
            size = size << 8 | quint8(stream[i]);
        const auto opcode = Opcode(quint8(stream[0]) & 0x0F);
        if (opcode == Opcode::Text || opcode == Opcode::Binary)
            message.clear();
        const QByteArrayView mask = stream.sliced(lengthEnd, 4);
        stream = stream.sliced(lengthEnd + 4);
        const auto here = qsizetype(std::min(size, quint64(stream.size())));
        for (qsizetype i = 0; i < here && !isControl(opcode); ++i)
            message.append(char(stream[i] ^ mask[i % 4]));
        stream = stream.sliced(here);
    }
    return message;
}

//! \a byteByByte: of a guard that was fed so, without compression.
void checkFirstBadByte(const Run &byteByByte, QByteArrayView stream)
{
    if (byteByByte.calls.empty() || !byteByByte.calls.back().bytes.startsWith("text that is not UTF-8"))
        return;
    const QByteArray text = lastMessage(stream.first(byteByByte.endedAt()));
    const Utf8Verdict verdict = judgeUtf8(text);
    require(verdict.firstBad < 0 ? !verdict.complete : verdict.firstBad == text.size() - 1,
            "text fails at its first bad byte");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<8> input(data, size);
    const auto &[limit, terms, yieldEvery, wishAt, piece1, piece2, piece3, piece4] = input.settings;
    const FrameLimits limits{Limits[limit % std::size(Limits)]};
    std::optional<DeflateParameters> deflate;
    if (terms & 1)
        deflate = DeflateParameters{.clientTakeover = (terms & 2) != 0};
    const auto run = [&](const Owner &owner) {
        Run result(limits, deflate, owner);
        result.feed(input.rest);
        return result;
    };

    const Run whole = run({});
    const std::array<uint8_t, 4> pieces{piece1, piece2, piece3, piece4};
    for (const Owner &owner : {Owner{.pieces = {1}}, Owner{.pieces = pieces}, Owner{.yieldEvery = 1},
                               Owner{.pieces = pieces, .yieldEvery = yieldEvery}}) {
        const Run other = run(owner);
        require(other.calls == whole.calls, "the same calls, however cut");
        require(other.isStopped() == whole.isStopped(), "the same end, however cut");
    }
    if (!deflate)
        checkFirstBadByte(run({.pieces = {1}}), input.rest);

    for (const bool between : {false, true}) {
        const auto wishing = [&, at = wishAt](Owner::Wish wish) {
            return run({.pieces = pieces, .wish = wish, .wishAt = at, .wishBetween = between}).calls;
        };
        const std::vector<Call> stopped = wishing(Owner::Wish::Stop);
        require(isBeginOf(stopped, whole.calls), "up to stop() the same calls");
        require(between || stopped.size() == std::min<std::size_t>(wishAt, whole.calls.size()),
                "all of them");

        std::vector<Call> closing = wishing(Owner::Wish::OnlyClose);
        if (!whole.calls.empty() && whole.calls.back().what == 'c')
            require(!closing.empty() && closing.back() == whole.calls.back(), "the Close is not missed");
        if (!between) // from within, the wish comes at the same place however the stream is cut
            require(run({.wish = Owner::Wish::OnlyClose, .wishAt = wishAt}).calls == closing,
                    "the same Close");
        if (!closing.empty() && closing.back().what == 'c')
            closing.pop_back();
        require(isBeginOf(closing, whole.calls), "up to the wish the same calls");
    }
    return 0;
}
