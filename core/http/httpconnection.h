#pragma once

// The server's side of one HTTP/1.1 connection: its requests, one after the other.
//
//   Head ──── head read, accepted ────► Body ──── whole ────► Answering ──── respond() ────► Writing ──┐
//    ▲ │ refused: a response             │ the same             │                              │        │
//    │ └──────────────────────────┐      │                      └─── stream() ──► Streaming ───┤ end()  │
//    │                            ▼      ▼                                                     ▼        │
//    │                       response and Gone                                      all sent; Gone where │
//    └────────────────────────── the connection persists ──────────────────────────────────────────────┘
//
// While a request is answered nothing is read (PauseReason::Answer): what is pipelined waits in the kernel, or in the
// socket if it came with the same read, and is answered in order.
//
// Deadlines (HttpTimeouts): Head has `head` from the accept (SocketSettings::handshake, TLS included), later `idle` until
// its first byte and then `head` · Body has `body` · Answering has none: each handler answers within bounds of its own,
// and one that forgets is answered with 500 (ApiResponder) · Writing has `write` for the whole response · Streaming
// has SlowLimits::writeStall without progress.

#include "core/http/httpbodyreader.h"
#include "core/transport/clientsocket.h"
#include "core/wire/httpresponse.h"

#include <functional>
#include <memory>

namespace signalbox {

struct HttpTimeouts
{
    Milliseconds head{5000};
    Milliseconds body{15000};
    Milliseconds write{60000};
    Milliseconds idle{60000};
};

class HttpConnection;

//! A response that refuses a request.
struct HttpRefusal
{
    HttpResponse response;
    bool endsConnection = false; //!< what follows is not read
};

//! A request may go on.
struct HttpAcceptance
{
    qint64 maxBody = 0; //!< bytes
    //! Whether the connection ends behind the response unless the client asks for more: by `Connection: keep-alive`, or
    //! by having sent the next request.
    bool isSingle = false;
};

//! Decides about the requests of its connections. Called on their thread.
class HttpConnectionOwner
{
public:
    //! The head of a request is whole.
    using Decision = std::variant<HttpRefusal, HttpAcceptance>;
    virtual Decision headRead(HttpConnection &connection, const HttpHead &head) = 0;
    //! The request is whole: respond() or stream() is to be called, now or later.
    virtual void requestRead(HttpConnection &connection, const QByteArray &body) = 0;
    enum class Part : quint8 { Head, Body };
    //! A part of a request violates HTTP or a limit, or is late: it is being answered with \a status.
    virtual void faulty(HttpConnection &connection, Part part, int status) = 0;
    //! The connection is done with its socket, and deleted by its owner in a later turn. Called once, as the last.
    virtual void ended(HttpConnection &connection) = 0;

protected:
    ~HttpConnectionOwner() = default;
};

//! Lives on the thread of its socket; owned by its HttpConnectionOwner.
class HttpConnection final : private SocketProtocol
{
public:
    //! \a owner outlives the connection. The socket has SocketSettings::handshake for the first head.
    HttpConnection(ClientSocket &socket, HttpConnectionOwner &owner, const HttpTimeouts &timeouts = {});
    ~HttpConnection();
    Q_DISABLE_COPY_MOVE(HttpConnection)

    //! Names the connection: the number of its socket.
    quint64 number() const { return m_number; }
    //! Not after ended().
    ClientSocket &socket() { return *m_socket; }
    const ClientSocket &socket() const { return *m_socket; }

    //! Whether a request waits for its response.
    bool isAnswering() const { return m_state == State::Answering; }
    bool isStreaming() const { return m_state == State::Streaming; }
    //! Answering: sends \a response, without its body to HEAD.
    void respond(const HttpResponse &response);
    //! Answering: sends the head of a response whose body follows piece by piece. To HEAD it is the whole response, and
    //! isStreaming() is false.
    void stream(const HttpResponse &head);
    //! Streaming: queues \a piece. No limit refuses it: the caller looks at unsentBytes().
    void write(QByteArrayView piece);
    //! Streaming: the body is whole.
    void endStream();
    qint64 unsentBytes() const { return m_socket ? m_socket->queuedBytes() : 0; }

    //! Called once when the client has left during Answering or Streaming, not when the response has been queued.
    void setLeft(std::function<void()> left) { m_left = std::move(left); }
    //! Called after each write while Streaming.
    void setSent(std::function<void()> sent) { m_sent = std::move(sent); }

    //! Sends \a response to whatever is going on, where that is possible, and ends without waiting for the client.
    void evict(const HttpResponse &response);

    static HttpHeadLimits headLimits() { return {16 * 1024, 100}; }

private:
    enum class State : quint8 { Head, Body, Answering, Streaming, Writing, Gone };

    Phase phase() const override { return Phase::Request; }
    qsizetype receive(std::span<char> bytes) override;
    qint64 bufferedBytes() const override;
    bool handleInputEnd() override;
    void handleWritten(qint64 bytes) override;
    bool handleDeadline() override;
    void handleOverload(Cause, const char *) override {} // nothing is queued as data
    void abort(const CloseReason &reason) override;
    void handleLost(Cause cause) override;
    void handleSocketDestroyed() override;

    qsizetype readHead(QByteArrayView bytes);
    qsizetype readBody(QByteArrayView bytes);
    void takeHead(const HttpHead &head, bool hasMore);
    void dispatch(const QByteArray &body);
    void fail(int status, const QByteArray &detail);
    void finish(const QByteArray &bytes);
    void nextRequest();
    void arm(Milliseconds after);
    void onTimeout();
    enum class Left : quint8 { No, Yes }; //!< whether the client has left before its answer
    void end(Left left = Left::No);

    quint64 m_number;
    ClientSocket *m_socket; //!< null: Gone
    HttpConnectionOwner &m_owner;
    HttpTimeouts m_timeouts;
    State m_state = State::Head;
    bool m_isFirst = true; //!< the socket's own deadline is for its head
    bool m_isHeadOnly = false;
    bool m_isChunked = false; //!< the stream
    bool m_closes = false;    //!< behind the response
    Persistence persistence() const { return m_closes ? Persistence::Close : Persistence::KeepAlive; }
    std::unique_ptr<HttpHeadReader> m_headReader;
    std::unique_ptr<HttpBodyReader> m_bodyReader;
    std::function<void()> m_left;
    std::function<void()> m_sent;
    WheelTimer m_timer;
};

} // namespace signalbox
