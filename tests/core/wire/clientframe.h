#pragma once

// Valid and invalid frames of a client, and a sink that records the calls of FrameGuard.

#include "core/wire/frameguard.h"

#include <QByteArrayList>
#include <QtEndian>

#include <functional>

namespace signalbox::test {

struct ClientFrame
{
    Opcode opcode = Opcode::Text;
    QByteArray payload;
    bool final = true;

    quint8 mask[4] = {0x37, 0xfa, 0x21, 0x3d}; // of RFC 6455 section 5.7

    QByteArray encode() const
    {
        QByteArray frame = header(quint8((final ? 0x80 : 0) | quint8(opcode)), quint64(payload.size()));
        frame.append(reinterpret_cast<const char *>(mask), sizeof mask);
        for (qsizetype i = 0; i < payload.size(); ++i)
            frame.append(char(quint8(payload[i]) ^ mask[i % 4]));
        return frame;
    }

    //! A header with the mask bit and the shortest length, without the mask.
    static QByteArray header(quint8 firstByte, quint64 size)
    {
        QByteArray bytes(1, char(firstByte));
        if (size <= 125)
            return bytes.append(char(0x80 | size));
        return bytes.append(size <= 0xFFFF ? lengthOf16(quint16(size)) : lengthOf64(size));
    }
    static QByteArray lengthOf16(quint16 size)
    {
        QByteArray bytes(3, char(0x80 | 126));
        qToBigEndian(size, bytes.data() + 1);
        return bytes;
    }
    static QByteArray lengthOf64(quint64 size)
    {
        QByteArray bytes(9, char(0x80 | 127));
        qToBigEndian(size, bytes.data() + 1);
        return bytes;
    }
};

inline QByteArray frame(Opcode opcode, const QByteArray &payload = {}, bool final = true)
{
    return ClientFrame{opcode, payload, final}.encode();
}

//! Records each call as a line: `text:Hello`, `ping:`, `close:1000:bye`, `violation:protocol_error`.
class RecordingSink final : public FrameSink
{
public:
    void onMessage(Opcode opcode, QByteArray payload) override
    {
        add((opcode == Opcode::Text ? "text:" : "binary:") + payload);
    }
    void onPing(QByteArrayView payload) override { add("ping:" + payload.toByteArray()); }
    void onPong(QByteArrayView payload) override { add("pong:" + payload.toByteArray()); }
    void onClose(const ClosePayload &payload) override
    {
        add("close:" + (payload.code ? QByteArray::number(*payload.code) : QByteArray()) + ':' +
            payload.reason);
    }
    void onViolation(Cause cause, const char *rule) override
    {
        lastRule = rule;
        add(QByteArray("violation:") + causeInfo(cause).name);
    }

    QByteArrayList calls;
    QByteArray lastRule;
    std::function<void()> afterEach; //!< called after each call, as an owner may act within it

private:
    void add(const QByteArray &line)
    {
        calls.append(line);
        if (afterEach)
            afterEach();
    }
};

inline void feed(FrameGuard &guard, QByteArray bytes, FrameSink &sink)
{
    guard.feed(bytes.data(), bytes.size(), sink);
}

} // namespace signalbox::test
