// FrameGuard makes the same calls for any segmentation of a stream and any number of yields. It obeys its
// owner (yield, stop, expectOnlyClose), delivers nothing invalid, and buffers no more than its limit. Text
// fails at its first invalid byte.

#include "fuzz.h"
#include "utf8reference.h"

#include "core/wire/frameguard.h"

#include <vector>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qint64 Limits[] = {0, 1, 125, 126, 1000, 65536};

//! The behaviour of the guard's owner.
struct Owner
{
    enum class Request : quint8 { None, Stop, OnlyClose };

    std::array<uint8_t, 4> pieces{}; //!< sizes of the segments; all zeros: one segment
    std::size_t yieldEvery = 0;      //!< after this number of calls
    Request request = Request::None;
    std::size_t requestAt = 0;   //!< after this number of calls
    bool requestBetween = false; //!< after this number of segments instead, outside the sink
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
        require(!m_isEnded || m_guard.isStopped(), "stopped after a Close or violation");
    }

    std::vector<Call> calls;
    bool isStopped() const { return m_guard.isStopped(); }
    //! The number of bytes fed when the Close or violation was reported.
    qsizetype endedAt() const { return m_endedAt; }

    void onMessage(Opcode opcode, QByteArray payload) override
    {
        const bool isText = opcode == Opcode::Text;
        require(isText || opcode == Opcode::Binary, "a message is text or binary");
        require(!isText || isReferenceUtf8(payload), "text is UTF-8");
        require(m_limits.maxMessage == 0 || payload.size() <= m_limits.maxMessage,
                "a message is within the limit");
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
                "one of the three causes");
        m_isEnded = true;
        add({'v', int(cause), rule});
    }

private:
    void feedPiece(QByteArrayView piece)
    {
        express(m_owner.requestBetween ? m_pieces++ : calls.size());
        QByteArray bytes = piece.toByteArray(); // an exact copy, for AddressSanitizer; unmasked in place
        for (qsizetype consumed = 0; consumed < bytes.size();) {
            m_hasYielded = false;
            const qsizetype count = m_guard.feed(bytes.data() + consumed, bytes.size() - consumed, *this);
            require(count > 0 && count <= bytes.size() - consumed, "some bytes are consumed");
            consumed += count;
            m_fed += count;
            if (m_isEnded && m_endedAt == 0)
                m_endedAt = m_fed;
            require(consumed == bytes.size() || m_hasYielded, "all bytes are consumed without a yield()");
            require(m_guard.bufferedBytes() <= mostBuffered(), "memory is bounded");
            require(!m_guard.isStopped() || m_guard.bufferedBytes() == 0, "a stopped guard has no buffers");
        }
    }

    //! Twice the limit because of doubling; without a limit, proportional to the input: a byte of DEFLATE
    //! data gives at most 1,032 bytes.
    qint64 mostBuffered() const
    {
        constexpr qint64 Slack = 1024;
        constexpr qint64 Context = 4096; // kept for clients that refer to earlier messages
        return Slack + Context + Inflater::Bytes +
               2 * (m_limits.maxMessage > 0 ? m_limits.maxMessage : 1032 * m_fed);
    }

    void addControl(char what, QByteArrayView payload)
    {
        require(payload.size() <= MaxControlPayload, "a control frame is short");
        add({what, 0, payload.toByteArray()});
    }

    void add(Call call)
    {
        require(!m_hasYielded, "nothing after a yield()");
        require(!m_wantsNothing, "nothing after a Close, violation or stop()");
        require(!m_wantsClose || call.what == 'c', "only the Close is delivered");
        calls.push_back(std::move(call));
        m_wantsNothing = m_isEnded;
        if (m_owner.yieldEvery > 0 && calls.size() % m_owner.yieldEvery == 0) {
            m_guard.yield();
            m_hasYielded = true;
        }
        if (!m_owner.requestBetween)
            express(calls.size());
    }

    void express(std::size_t now)
    {
        if (now != m_owner.requestAt || m_isEnded)
            return;
        if (m_owner.request == Owner::Request::Stop) {
            m_guard.stop();
            m_wantsNothing = true;
        } else if (m_owner.request == Owner::Request::OnlyClose) {
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

//! Returns the last, incomplete data message of \a stream, whose frames are valid so far.
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

//! \a byteByByte: the calls of a guard that was fed byte by byte, without compression.
void checkFirstBadByte(const Run &byteByByte, QByteArrayView stream)
{
    if (byteByByte.calls.empty() || !byteByByte.calls.back().bytes.startsWith("text that is not UTF-8"))
        return;
    const QByteArray text = lastMessage(stream.first(byteByByte.endedAt()));
    const Utf8Verdict verdict = validateByReference(text);
    require(verdict.firstBad < 0 ? !verdict.complete : verdict.firstBad == text.size() - 1,
            "text fails at its first invalid byte");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<8> input(data, size);
    const auto &[limit, terms, yieldEvery, requestAt, piece1, piece2, piece3, piece4] = input.settings;
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
        require(other.calls == whole.calls, "the same calls in any segmentation");
        require(other.isStopped() == whole.isStopped(), "the same end in any segmentation");
    }
    if (!deflate)
        checkFirstBadByte(run({.pieces = {1}}), input.rest);

    for (const bool between : {false, true}) {
        const auto requesting = [&, at = requestAt](Owner::Request wish) {
            return run({.pieces = pieces, .request = wish, .requestAt = at, .requestBetween = between}).calls;
        };
        const std::vector<Call> stopped = requesting(Owner::Request::Stop);
        require(isBeginOf(stopped, whole.calls), "the same calls before stop()");
        require(between || stopped.size() == std::min<std::size_t>(requestAt, whole.calls.size()),
                "all of them");

        std::vector<Call> closing = requesting(Owner::Request::OnlyClose);
        if (!whole.calls.empty() && whole.calls.back().what == 'c')
            require(!closing.empty() && closing.back() == whole.calls.back(), "the Close is not missed");
        if (!between) // within the sink, the request is at the same position in any segmentation
            require(run({.request = Owner::Request::OnlyClose, .requestAt = requestAt}).calls == closing,
                    "the same Close");
        if (!closing.empty() && closing.back().what == 'c')
            closing.pop_back();
        require(isBeginOf(closing, whole.calls), "the same calls before the request");
    }
    return 0;
}
