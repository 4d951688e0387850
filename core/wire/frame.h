#pragma once

// Frame headers, RFC 6455 section 5.2.

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

//! RFC 6455 section 11.8
enum class Opcode : quint8 {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA
};

inline constexpr bool isControl(Opcode opcode)
{
    return (quint8(opcode) & 0x8) != 0;
}
inline constexpr int MaxControlPayload = 125; //!< section 5.5
inline constexpr int MaxServerHeader = 10;    //!< unmasked: 2 bytes and up to 8 of extended length

//! RSV1: the payload is compressed, RFC 7692 section 6.
enum class Compressed : quint8 { No, Yes };

//! Writes the header of a final, unmasked frame to \a out (at least MaxServerHeader bytes) and returns its
//! length.
int writeFrameHeader(char *out, Opcode opcode, quint64 payloadSize, Compressed compressed = Compressed::No);

//! Returns a final, unmasked frame.
QByteArray encodeFrame(Opcode opcode, QByteArrayView payload, Compressed compressed = Compressed::No);
//! Returns an unmasked frame of a message in several frames, section 5.4. \a opcode: Continuation, except of the
//! first.
QByteArray encodeFragment(Opcode opcode, QByteArrayView payload, bool isLast);

//! Makes the frame at \a frame one that is not the last of its message.
void clearFinal(char *frame);

//! Masks or unmasks \a data in place, section 5.3. \a offset is the position of \a data in the payload of its
//! frame.
void applyMask(char *data, qsizetype size, const quint8 (&mask)[4], quint64 offset);

} // namespace signalbox
