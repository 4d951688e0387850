#pragma once

// One HTTP request and its answer: a response, or the upgrade to WebSocket.
//
//   Head ──── head read ────► Decision ──── respond() ────► Done (the socket sends the response and lingers)
//    │                            │ wait(): the decision comes later; reading is paused
//    │ respond()                  └──── upgrade() ────► Upgrading ──── handOver() ────► Done (a WebSocketEnd is
//    ▼                                                   │  QWebSocketServer does      next)
//   Done ◄──────── lost() ───────────────────────────────┘  the handshake; reading
//                                                           is paused
//
// Deadline: SocketSettings::handshake from the accept, for the head, the decision and Qt's handshake
// together. In Head it is answered with 408, and with 503 when it is the decision that is late.
// A drain ends it at once: while the decision is awaited with 503, of which the kernel's part is sent, else with nothing.

#include "core/loop/ioloop.h"
#include "core/policy/decision.h"
#include "core/transport/bridgesocket.h"
#include "core/transport/clientsocket.h"
#include "core/wire/httphead.h"

#include <memory>
#include <unordered_map>

namespace signalbox {

//! Reads the head of a request from a ClientSocket and ends with one response or with the handshake of a
//! WebSocket connection. A base of the requests of an endpoint. Lives on the socket's io thread; owned by its
//! endpoint, which deletes it when it is done.
class HttpExchange : private SocketProtocol, private BridgeSocketPeer
{
public:
    //! \a handshake: the time that SocketSettings::handshake gave \a socket; 0 = no limit.
    HttpExchange(ClientSocket &socket, HttpHeadLimits limits, Milliseconds handshake);
    virtual ~HttpExchange();
    Q_DISABLE_COPY_MOVE(HttpExchange)

    //! Names the exchange: the number of its socket.
    quint64 number() const { return m_number; }
    //! Not when done.
    ClientSocket &socket() { return *m_socket; }
    bool isUpgrading() const { return m_bridge != nullptr; }

    //! Sends \a response, whole, behind which the connection ends.
    void respond(const QByteArray &response);
    //! The decision comes later, by respond() or upgrade(). Until then nothing is read, and a client that ends its side
    //! has left: it could not use a WebSocket.
    void wait();
    //! Pauses reading and returns the socket for QWebSocketServer, which is to be shown the canonical head.
    //! The 101 will say that \a extensions are in use (empty: none). Owner of the returned socket: the
    //! caller.
    BridgeSocket *upgrade(const QByteArray &extensions = {});
    //! Ends the exchange after Qt's handshake; the 101 is queued. A WebSocketEnd is to be made of the
    //! client's socket and the returned one; what the client sent behind its head comes first there.
    BridgeSocket *handOver();

protected:
    //! The head is whole. What follows it is kept for the WebSocketEnd, or discarded when there is no
    //! upgrade.
    virtual void headRead(const HttpHead &head) = 0;
    //! The request cannot be answered otherwise. Answers it with respond().
    virtual void headRefused(const Refusal &refusal) = 0;
    enum class Loss : quint8 {
        Left,     //!< the client has gone
        Deadline, //!< the time is over, and nothing can be sent
        Aborted,  //!< by abort(), when no decision was awaited
    };
    //! The exchange ends without a response. The socket is closing by itself; socket() must not be used after
    //! this call.
    virtual void lost(Loss loss) = 0;

private:
    Phase phase() const override { return Phase::Request; }
    qsizetype receive(std::span<char> bytes) override;
    qint64 bufferedBytes() const override { return m_reader ? m_reader->heldBytes() : 0; }
    bool handleInputEnd() override;
    void handleWritten(qint64) override {}
    bool handleDeadline() override;
    void handleOverload(Cause, const char *) override {
    } // nothing is queued for long before a connection is open
    void abort(const CloseReason &reason) override;
    void handleLost(Cause cause) override;
    void handleSocketDestroyed() override;

    void bridgeWrote(QByteArrayView bytes) override;
    void bridgeClosed() override;
    void releaseBridge();

    struct Handshake
    {
        QByteArray response; //!< Qt's 101 as it is being written
        QByteArray extensions;
    };

    quint64 m_number;
    TimePoint m_deadline; //!< TimePoint::max(): none
    bool m_isAborted = false;
    bool m_isWaiting = false;                 //!< since wait()
    ClientSocket *m_socket;                   //!< null: done
    BridgeSocket *m_bridge = nullptr;         //!< only while Upgrading
    std::unique_ptr<HttpHeadReader> m_reader; //!< null: the head was read
    std::unique_ptr<Handshake> m_handshake;   //!< only while Upgrading
};

//! The exchanges of an endpoint, by the number of their socket.
template <typename Exchange>
class HttpExchangeTable
{
public:
    explicit HttpExchangeTable(IoLoop &loop)
        : m_loop(loop)
    {
    }

    void add(std::unique_ptr<Exchange> exchange)
    {
        const quint64 number = exchange->number();
        m_exchanges.emplace(number, std::move(exchange));
    }
    //! Null: its client has gone.
    Exchange *find(quint64 number) const
    {
        const auto found = m_exchanges.find(number);
        return found == m_exchanges.end() ? nullptr : found->second.get();
    }
    //! Sends \a response to \a socket, whether there is an exchange for it or not, and removes the exchange.
    void respond(ClientSocket &socket, const QByteArray &response)
    {
        const quint64 number = socket.number();
        if (Exchange *exchange = find(number))
            exchange->respond(response);
        else
            socket.finish(response);
        remove(number);
    }
    //! Removes it at once and deletes it in a later turn, because the caller may be one of its methods.
    void remove(quint64 number)
    {
        const auto found = m_exchanges.find(number);
        if (found == m_exchanges.end())
            return;
        std::shared_ptr<Exchange> exchange(std::move(found->second)); // a task must be copyable
        m_exchanges.erase(found);
        m_loop.post([exchange = std::move(exchange)]() mutable { exchange.reset(); });
    }

private:
    IoLoop &m_loop;
    std::unordered_map<quint64, std::unique_ptr<Exchange>> m_exchanges;
};

} // namespace signalbox
