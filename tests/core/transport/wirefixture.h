#pragma once

#include "core/transport/wire.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QPointer>

#include <functional>

namespace signalbox::test {

//! Writes down what a wire tells its owner.
class RecordingHandler final : public WireHandler
{
public:
    void wireBytes(QByteArrayView bytes) override
    {
        head.append(bytes);
        if (onBytes)
            onBytes();
    }
    bool wireInputEnded() override
    {
        ++inputEnded;
        if (onInputEnded)
            onInputEnded();
        return answersTheEnd;
    }
    void wireTimedOut() override
    {
        ++timedOut;
        if (onTimedOut)
            onTimedOut();
    }
    void wireLost() override { ++lost; }
    void wirePong(QByteArrayView payload) override { pongs.append(payload.toByteArray()); }
    void wireClosing() override { ++closing; }
    void wireQueueChanged() override { ++queueChanges; }
    void wireEnded(const ConnectionEnd &end) override { ends.push_back(end); }

    QByteArray head;
    int inputEnded = 0;
    bool answersTheEnd = false; //!< what wireInputEnded() says
    int timedOut = 0;
    int lost = 0;
    QByteArrayList pongs;
    int closing = 0;
    int queueChanges = 0;
    std::vector<ConnectionEnd> ends;
    std::function<void()> onBytes;
    std::function<void()> onInputEnded;
    std::function<void()> onTimedOut;
};

//! A wire over loopback TCP whose far end is in our hands. Where the program has a QWebSocket, a slot empties
//! the socket and writes the wire's own bytes down.
class WireFixture
{
public:
    explicit WireFixture(const WireSettings &settings = {}, int sendBuffer = 0, int receiveBuffer = 0)
    {
        TcpPair pair(sendBuffer, receiveBuffer);
        client = std::move(pair.theirs);
        wire = std::make_unique<Wire>(7, loop, std::make_unique<TcpChannel>(std::move(pair.ours)),
                                      Endpoint{QHostAddress(QHostAddress::LocalHost), 1},
                                      Endpoint{QHostAddress(QHostAddress::LocalHost), 2}, settings,
                                      [this](Wire &) {
                                          ++retired;
                                          loop.post([this] { wire.reset(); });
                                      });
        wire->setHandler(&handler);
    }
    ~WireFixture()
    {
        runUntilIdle();
        wire.reset();
        delete socket.data();
    }
    Q_DISABLE_COPY_MOVE(WireFixture)

    //! From Head through Upgrading to Open, without a handshake on the wire.
    void open(FrameLimits limits = {}, const QByteArray &early = {})
    {
        socket = wire->upgrade(early);
        QObject::connect(socket, &QIODevice::readyRead, socket, [this] {
            shown.append(socket->readAll());
            messages.append(wire->currentMessage());
            if (onMessage)
                onMessage();
        });
        wire->open(limits);
    }
    void say(Opcode opcode, const QByteArray &payload = {}) { client.say(frame(opcode, payload)); }
    void sayClose(quint16 code, const QByteArray &reason = {})
    {
        say(Opcode::Close, encodeClosePayload(code, reason));
    }
    //! Returns when the loop has gone through all that was ready.
    bool turn()
    {
        const auto passed = std::make_shared<bool>(false);
        loop.post([passed] { *passed = true; });
        return waitUntil([passed] { return *passed; });
    }
    //! The client's last word, as it heard it.
    bool hearsClose(int code)
    {
        const std::vector<HeardFrame> frames = client.frames();
        return !frames.empty() && frames.back().opcode == int(Opcode::Close) &&
               frames.back().closeCode() == code;
    }

    IoLoop &loop = ioLoop();
    RawClient client;
    RecordingHandler handler;
    std::unique_ptr<Wire> wire; //!< gone after `retired`
    QPointer<WireSocket> socket;
    int retired = 0;
    QByteArrayList messages;
    QByteArrayList shown; //!< what a QWebSocket would have read, frame by frame
    std::function<void()> onMessage;
};

inline PreparedMessage text(const QByteArray &payload)
{
    return PreparedMessage(Opcode::Text, payload);
}

} // namespace signalbox::test
