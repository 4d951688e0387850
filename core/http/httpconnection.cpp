#include "core/http/httpconnection.h"

namespace signalbox {

namespace {

//! RFC 9112 section 9.3
bool closesAfter(const HttpHead &head)
{
    if (head.hasToken("Connection", "close"))
        return true;
    return head.versionMinor == 0 && !head.hasToken("Connection", "keep-alive");
}

} // namespace

HttpConnection::HttpConnection(ClientSocket &socket, HttpConnectionOwner &owner, const HttpTimeouts &timeouts)
    : m_number(socket.number())
    , m_socket(&socket)
    , m_owner(owner)
    , m_timeouts(timeouts)
    , m_headReader(std::make_unique<HttpHeadReader>(headLimits()))
    , m_timer(WheelTimer::of<&HttpConnection::onTimeout>(this))
{
    socket.setProtocol(this);
}

HttpConnection::~HttpConnection()
{
    if (m_socket)
        m_socket->setProtocol(nullptr);
}

qsizetype HttpConnection::receive(std::span<char> bytes)
{
    const QByteArrayView input(bytes.data(), qsizetype(bytes.size()));
    if (m_socket->channelState() == Channel::State::Mistaken) {
        fail(400, "this port speaks TLS: use https://");
        return input.size();
    }
    switch (m_state) {
    case State::Head:
        return readHead(input);
    case State::Body:
        return readBody(input);
    case State::Answering:
    case State::Streaming:
    case State::Writing:
        return 0; // reading is paused; the socket keeps what it has read
    case State::Gone:
        break;
    }
    return input.size();
}

qsizetype HttpConnection::readHead(QByteArrayView bytes)
{
    if (!m_isFirst && !m_headReader->hasBegun())
        arm(m_timeouts.head);
    qsizetype consumed = 0;
    const HttpHeadReader::Outcome outcome = m_headReader->feed(bytes, consumed);
    if (const auto *error = std::get_if<HttpHeadError>(&outcome)) {
        fail(error->status, error->detail);
        return bytes.size();
    }
    if (const auto *head = std::get_if<HttpHead>(&outcome))
        takeHead(*head, consumed < bytes.size());
    return m_state == State::Gone ? bytes.size() : consumed;
}

//! \a hasMore: something has come behind the head.
void HttpConnection::takeHead(const HttpHead &head, bool hasMore)
{
    m_headReader.reset();
    m_state = State::Body;
    m_socket->cancelDeadline();
    m_timer.cancel();
    m_isFirst = false;
    m_isHeadOnly = head.method == "HEAD";
    m_isChunked = head.versionMinor > 0;
    m_closes = closesAfter(head);
    const HttpConnectionOwner::Decision decision = m_owner.headRead(*this, head);
    if (const auto *refusal = std::get_if<HttpRefusal>(&decision)) {
        m_closes |= refusal->endsConnection || head.hasBody; // nobody reads the body
        m_state = State::Answering;
        m_socket->setPaused(PauseReason::Answer, true);
        respond(refusal->response);
        return;
    }
    const auto &acceptance = std::get<HttpAcceptance>(decision);
    m_closes |= acceptance.isSingle && !hasMore && !head.hasToken("Connection", "keep-alive");
    if (!head.hasBody) {
        dispatch({});
        return;
    }
    m_bodyReader = std::make_unique<HttpBodyReader>(head, acceptance.maxBody);
    if (const std::optional<HttpBodyError> &error = m_bodyReader->refusal()) {
        fail(error->status, error->detail);
        return;
    }
    arm(m_timeouts.body);
    if (head.versionMinor > 0 && head.hasToken("Expect", "100-continue")) // RFC 9110 section 10.1.1
        m_socket->queueControl(QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
}

qsizetype HttpConnection::readBody(QByteArrayView bytes)
{
    qsizetype consumed = 0;
    HttpBodyReader::Outcome outcome = m_bodyReader->feed(bytes, consumed);
    if (const auto *error = std::get_if<HttpBodyError>(&outcome)) {
        fail(error->status, error->detail);
        return bytes.size();
    }
    if (auto *body = std::get_if<QByteArray>(&outcome)) {
        m_bodyReader.reset();
        m_timer.cancel();
        dispatch(*body);
    }
    return m_state == State::Gone ? bytes.size() : consumed;
}

void HttpConnection::dispatch(const QByteArray &body)
{
    m_state = State::Answering;
    m_socket->setPaused(PauseReason::Answer, true);
    m_owner.requestRead(*this, body);
}

//! The rest of the input cannot be told apart from the next request, so the connection ends.
void HttpConnection::fail(int status, const QByteArray &detail)
{
    using Part = HttpConnectionOwner::Part;
    m_owner.faulty(*this, m_state == State::Head ? Part::Head : Part::Body, status);
    m_closes = true;
    finish(HttpResponse::problem(status, detail).encode(m_isHeadOnly));
}

void HttpConnection::finish(const QByteArray &bytes)
{
    m_socket->finish(bytes);
    end();
}

void HttpConnection::respond(const HttpResponse &response)
{
    if (m_state != State::Answering)
        return;
    m_left = nullptr;
    const QByteArray bytes = response.encode(m_isHeadOnly, persistence());
    if (m_closes) {
        finish(bytes);
        return;
    }
    m_state = State::Writing;
    arm(m_timeouts.write);
    m_socket->queueControl(bytes);
}

void HttpConnection::stream(const HttpResponse &head)
{
    if (m_state != State::Answering)
        return;
    m_closes |= !m_isChunked;
    const auto streamEnd = m_isChunked ? HttpResponse::StreamEnd::Chunk : HttpResponse::StreamEnd::Connection;
    m_socket->queueControl(head.encodeStreamHead(streamEnd, persistence()));
    m_state = State::Streaming;
    if (m_isHeadOnly) {
        m_isChunked = false; // no last chunk either
        endStream();
    }
}

void HttpConnection::write(QByteArrayView piece)
{
    if (m_state != State::Streaming || piece.isEmpty())
        return;
    if (m_isChunked)
        m_socket->queueControl(QByteArray::number(piece.size(), 16) + "\r\n" + piece.toByteArray() + "\r\n");
    else
        m_socket->queueControl(piece);
}

void HttpConnection::endStream()
{
    if (m_state != State::Streaming)
        return;
    m_left = nullptr;
    m_sent = nullptr;
    if (m_isChunked)
        m_socket->queueControl(QByteArray("0\r\n\r\n"));
    m_state = State::Writing;
    arm(m_timeouts.write);
    m_socket->scheduleWrite();
}

void HttpConnection::handleWritten(qint64)
{
    if (m_state == State::Streaming && m_sent) {
        const std::function<void()> sent = m_sent; // it may end the stream, which forgets the callback
        sent();
    }
    if (m_state != State::Writing || !m_socket->isAllSent())
        return;
    if (m_closes) {
        ClientSocket *socket = m_socket;
        end();
        socket->linger();
        return;
    }
    nextRequest();
}

void HttpConnection::nextRequest()
{
    m_state = State::Head;
    m_isHeadOnly = false;
    m_headReader = std::make_unique<HttpHeadReader>(headLimits());
    arm(m_timeouts.idle);
    m_socket->setPaused(PauseReason::Answer, false);
}

qint64 HttpConnection::bufferedBytes() const
{
    return (m_headReader ? m_headReader->heldBytes() : 0) + (m_bodyReader ? m_bodyReader->heldBytes() : 0);
}

bool HttpConnection::handleInputEnd()
{
    switch (m_state) {
    case State::Head:
        if (!m_headReader->hasBegun())
            return false;
        fail(400, "the request head has no end");
        return true;
    case State::Body:
        fail(400, "the body of the request has no end");
        return true;
    case State::Answering: // the client waits for its response
    case State::Writing:
        m_closes = true;
        return true;
    case State::Streaming: // it has left: who reads a stream does not shut its sending side down
    case State::Gone:
        break;
    }
    return false;
}

bool HttpConnection::handleDeadline()
{
    if (m_state == State::Head)
        fail(408, "the request head did not come in time");
    return m_state == State::Gone;
}

void HttpConnection::arm(Milliseconds after)
{
    m_socket->loop().wheel().arm(m_timer, m_socket->loop().now() + after);
}

void HttpConnection::onTimeout()
{
    if (m_state == State::Head && m_headReader->hasBegun()) {
        fail(408, "the request head did not come in time");
    } else if (m_state == State::Body) {
        fail(408, "the body of the request did not come in time");
    } else if (m_state == State::Head) { // idle
        ClientSocket *socket = m_socket;
        end();
        socket->linger();
    } else {
        m_socket->retire();
    }
}

void HttpConnection::evict(const HttpResponse &response)
{
    ClientSocket &socket = *m_socket;
    // One that waits for its next request would take a response for that of the next.
    const bool isIdle = m_state == State::Head && !m_isFirst && !m_headReader->hasBegun();
    const bool canBeAnswered =
        !isIdle && (m_state == State::Head || m_state == State::Body || m_state == State::Answering);
    end(Left::Yes);
    if (canBeAnswered && socket.channelState() != Channel::State::Handshaking) {
        socket.finish(response.encode(m_isHeadOnly));
        socket.writeOnce();
    }
    socket.retire();
}

void HttpConnection::abort(const CloseReason &)
{
    endStream();
    if (m_state == State::Writing)
        m_socket
            ->writeOnce(); // such as the end of a stream, or the answer to the request that ends the server
    m_socket->retire();
}

void HttpConnection::handleLost(Cause)
{
    end(Left::Yes);
}

void HttpConnection::handleSocketDestroyed()
{
    end(Left::Yes);
}

void HttpConnection::end(Left left)
{
    if (m_state == State::Gone)
        return;
    m_state = State::Gone;
    m_timer.cancel();
    m_sent = nullptr;
    m_socket->setProtocol(nullptr);
    m_socket = nullptr;
    const std::function<void()> callback = std::exchange(m_left, nullptr);
    if (left == Left::Yes && callback)
        callback();
    m_owner.ended(*this);
}

} // namespace signalbox
