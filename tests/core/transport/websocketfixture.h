#pragma once

#include "core/transport/websocketend.h"

#include "tests/core/transport/loopbacksocket.h"
#include "tests/core/wire/clientframe.h"

#include <QPointer>

#include <functional>
#include <optional>

namespace signalbox::test {

//! Records what a WebSocketEnd reports to its owner.
class RecordingHandler final : public WebSocketHandler
{
public:
    void handlePong(QByteArrayView payload) override { pongs.append(payload.toByteArray()); }
    void handlePingSent(quint64 streamEnd) override { pingsSent.push_back(streamEnd); }
    void handleClosing() override { ++closing; }
    void handleQueueChanged() override { ++queueChanges; }
    bool isAnswerDue() const override { return answerDue; }
    void handleEnded(const ConnectionEnd &end) override { ends.push_back(end); }

    QByteArrayList pongs;
    std::vector<quint64> pingsSent;
    bool answerDue = false;
    int closing = 0;
    int queueChanges = 0;
    std::vector<ConnectionEnd> ends;
};

//! A WebSocketEnd on a socket. Where the program has a QWebSocket, a slot
//! empties the bridge and records the message's own bytes.
class WebSocketFixture : public LoopbackSocket
{
public:
    explicit WebSocketFixture(const SocketSettings &settings = {}, int sendBuffer = 0, int receiveBuffer = 0)
        : LoopbackSocket(settings, sendBuffer, receiveBuffer)
    {
    }
    ~WebSocketFixture() { destroySocket(); }
    Q_DISABLE_COPY_MOVE(WebSocketFixture)

    //! Opens the connection without a handshake.
    void open(FrameLimits limits = {})
    {
        bridge = std::make_unique<BridgeSocket>(nullptr, QString(), socket->peer(), socket->listener());
        end.emplace(*socket, *bridge, handler, limits);
        QObject::connect(bridge.get(), &QIODevice::readyRead, bridge.get(), [this] {
            shown.append(bridge->readAll());
            messages.append(end->currentMessage());
            if (onMessage)
                onMessage();
        });
    }
    bool isOpen() const { return end->state() == WebSocketEnd::State::Open; }
    void send(Opcode opcode, const QByteArray &payload = {}) { client.send(frame(opcode, payload)); }
    void sendClose(quint16 code, const QByteArray &reason = {})
    {
        send(Opcode::Close, encodeClosePayload(code, reason));
    }
    //! Returns whether the last frame that the client received is a Close with \a code.
    bool receivesClose(int code)
    {
        const std::vector<ReceivedFrame> frames = client.frames();
        return !frames.empty() && frames.back().opcode == int(Opcode::Close) &&
               frames.back().closeCode() == code;
    }

    RecordingHandler handler;
    std::unique_ptr<BridgeSocket> bridge;
    std::optional<WebSocketEnd> end;
    QByteArrayList messages;
    QByteArrayList shown; //!< what a QWebSocket would have read, frame by frame
    std::function<void()> onMessage;
};

inline PreparedMessage text(const QByteArray &payload)
{
    return PreparedMessage(Opcode::Text, payload);
}

} // namespace signalbox::test
