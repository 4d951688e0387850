#include "core/transport/httpexchange.h"

#include "core/wire/qthandshake.h"

namespace signalbox {

namespace {

const char *reasonFor(const HttpHeadError &error)
{
    return error.status == 431 ? "head_too_large" : error.status == 505 ? "http_version" : "head";
}

} // namespace

HttpExchange::HttpExchange(ClientSocket &socket, HttpHeadLimits limits, Milliseconds handshake)
    : m_number(socket.number())
    , m_deadline(handshake.count() > 0 ? socket.loop().now() + handshake : TimePoint::max())
    , m_socket(&socket)
    , m_reader(std::make_unique<HttpHeadReader>(limits))
{
    socket.setProtocol(this);
}

HttpExchange::~HttpExchange()
{
    releaseBridge();
    if (m_socket)
        m_socket->setProtocol(nullptr);
}

qsizetype HttpExchange::receive(std::span<char> bytes)
{
    const auto all = qsizetype(bytes.size());
    if (!m_reader)
        return all;
    if (m_socket->channelState() == Channel::State::Mistaken) {
        headRefused({HttpResponse::problem(400, "this port speaks TLS: use https:// or wss://"), "tls"});
        return all;
    }
    qsizetype consumed = 0;
    const HttpHeadReader::Outcome outcome = m_reader->feed(QByteArrayView(bytes.data(), all), consumed);
    if (const auto *head = std::get_if<HttpHead>(&outcome)) {
        m_reader.reset();
        headRead(*head);
        return m_handshake || m_isWaiting ? consumed : all;
    }
    if (const auto *error = std::get_if<HttpHeadError>(&outcome))
        headRefused({HttpResponse::problem(error->status, error->detail), reasonFor(*error)});
    return all;
}

bool HttpExchange::handleInputEnd()
{
    if (isUpgrading() || m_isWaiting)
        return false;
    if (!m_reader)
        return true; // the request is whole, and the client waits for the response
    if (!m_reader->hasBegun())
        return false;
    headRefused({HttpResponse::problem(400, "the request head has no end"), "head"});
    return true;
}

bool HttpExchange::handleDeadline()
{
    if (isUpgrading())
        return false;
    if (m_isWaiting) {
        Refusal late{HttpResponse::problem(503, "the server could not decide in time; try again later"),
                     "decision_late"};
        late.response.headers.emplace_back("Retry-After", "5");
        headRefused(late);
        return true;
    }
    headRefused({HttpResponse::problem(408, "the request head did not come in time"), "timeout"});
    return true;
}

void HttpExchange::respond(const QByteArray &response)
{
    releaseBridge();
    if (ClientSocket *socket = std::exchange(m_socket, nullptr))
        socket->finish(response);
}

void HttpExchange::wait()
{
    m_isWaiting = true;
    m_socket->setPaused(PauseReason::Answer, true);
}

BridgeSocket *HttpExchange::upgrade(const QByteArray &extensions)
{
    m_handshake = std::make_unique<Handshake>(Handshake{{}, extensions});
    m_socket->setPaused(PauseReason::Handshake, true);
    if (std::exchange(m_isWaiting, false))
        m_socket->setPaused(PauseReason::Answer, false);
    m_bridge =
        new BridgeSocket(this, QString::number(m_socket->number()), m_socket->peer(), m_socket->listener());
    return m_bridge;
}

BridgeSocket *HttpExchange::handOver()
{
    std::exchange(m_socket, nullptr)->setProtocol(nullptr);
    m_bridge->setPeer(nullptr);
    return std::exchange(m_bridge, nullptr);
}

void HttpExchange::abort(const CloseReason &)
{
    if (m_isWaiting) {
        Refusal refusal{HttpResponse::problem(503, "the server is draining: it takes no new connections"),
                        "draining"};
        refusal.response.headers.emplace_back("Retry-After", "5");
        ClientSocket &socket = *m_socket; // headRefused() may be the end of this exchange
        headRefused(refusal);
        socket.writeOnce();
        socket.retire();
        return;
    }
    m_isAborted = true;
    m_socket->retire();
}

void HttpExchange::handleLost(Cause)
{
    const bool isLate = m_socket->loop().now() >= m_deadline;
    lost(m_isAborted ? Loss::Aborted : isLate ? Loss::Deadline : Loss::Left);
    m_socket = nullptr;
    releaseBridge();
}

void HttpExchange::handleSocketDestroyed()
{
    m_socket = nullptr;
    releaseBridge();
}

void HttpExchange::bridgeWrote(QByteArrayView bytes)
{
    m_handshake->response.append(bytes);
    if (m_handshake->response.endsWith("\r\n\r\n"))
        m_socket->queueHandshake(cleanedResponse(m_handshake->response, m_handshake->extensions));
}

void HttpExchange::bridgeClosed()
{
    m_socket->retire();
}

void HttpExchange::releaseBridge()
{
    if (BridgeSocket *bridge = std::exchange(m_bridge, nullptr)) {
        bridge->detach();
        bridge->deleteLater(); // QWebSocketServer may have a queued handshake for it
    }
}

} // namespace signalbox
