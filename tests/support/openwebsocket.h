#pragma once

#include "core/transport/websocketend.h"

#include <memory>
#include <vector>

namespace signalbox::test {

//! A WebSocketEnd over a client's socket as after a handshake, without a QWebSocket: its messages are
//! counted.
class OpenWebSocket final : private WebSocketHandler
{
public:
    explicit OpenWebSocket(ClientSocket &socket)
        : m_bridge(std::make_unique<BridgeSocket>(nullptr, QString(), socket.peer(), socket.listener()))
        , m_end(socket, *m_bridge, *this, FrameLimits())
    {
        QObject::connect(m_bridge.get(), &QIODevice::readyRead, m_bridge.get(), [this] {
            m_bridge->readAll();
            ++messages;
        });
    }
    //! Of a handshake that QWebSocketServer did; \a bridge belongs to the caller.
    OpenWebSocket(ClientSocket &socket, BridgeSocket &bridge)
        : m_end(socket, bridge, *this, FrameLimits())
    {
    }

    WebSocketEnd &end() { return m_end; }
    bool isOpen() const { return m_end.state() == WebSocketEnd::State::Open; }

    quint64 pingEnd = 0; //!< of the ping that was sent last
    int messages = 0;    //!< received
    std::vector<Cause> ends;

private:
    void handlePong(QByteArrayView) override {}
    void handlePingSent(quint64 streamEnd) override { pingEnd = streamEnd; }
    void handleClosing() override {}
    void handleQueueChanged() override {}
    void handleEnded(const ConnectionEnd &end) override { ends.push_back(end.cause); }

    std::unique_ptr<BridgeSocket> m_bridge; //!< null: the caller's
    WebSocketEnd m_end;
};

} // namespace signalbox::test
