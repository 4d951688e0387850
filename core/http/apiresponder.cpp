#include "core/http/apiresponder.h"

#include "core/http/httpconnection.h"

using namespace Qt::StringLiterals;

namespace signalbox {

//! Destroyed on the thread of its connection only: its callbacks run there, and so does the producer.
struct ApiStream::State
{
    explicit State(std::weak_ptr<HttpConnection> of)
        : connection(std::move(of))
    {
    }
    ~State()
    {
        if (const auto alive = connection.lock())
            alive->endStream();
    }
    Q_DISABLE_COPY_MOVE(State)

    std::weak_ptr<HttpConnection> connection;
};

//! The connection waits for this answer before it reads the next request, so none of a later one can be answered by it.
struct ApiResponder::State
{
    State(std::weak_ptr<HttpConnection> of, Send with, LoopPost to)
        : connection(std::move(of))
        , send(std::move(with))
        , post(std::move(to))
    {
    }
    //! On any thread: a question to another one that has ended takes the responder with it.
    ~State()
    {
        if (isAnswered)
            return;
        post.post([connection = connection, send = send] {
            HttpResponse response = uncached(ApiProblem{500, u"the request was not answered"_s}.response());
            if (send)
                send(std::move(response));
            else if (const auto alive = connection.lock())
                alive->respond(std::move(response));
        });
    }
    Q_DISABLE_COPY_MOVE(State)

    std::weak_ptr<HttpConnection> connection;
    Send send;                  //!< null: the connection gets the answer
    std::function<void()> left; //!< of `send`: kept, but never called
    LoopPost post;
    bool isAnswered = false;
};

ApiResponder::ApiResponder(const std::shared_ptr<HttpConnection> &connection, const LoopPost &post)
    : m_state(std::make_shared<State>(connection, nullptr, post))
{
}

ApiResponder::ApiResponder(Send send, const LoopPost &post)
    : m_state(std::make_shared<State>(std::weak_ptr<HttpConnection>(), std::move(send), post))
{
}

bool ApiResponder::isOpen() const
{
    if (m_state->send)
        return !m_state->isAnswered;
    const auto alive = m_state->connection.lock();
    return alive && alive->isAnswering() && !m_state->isAnswered;
}

void ApiResponder::onLeft(std::function<void()> left) const
{
    if (!isOpen())
        return;
    if (m_state->send)
        m_state->left = std::move(left);
    else
        m_state->connection.lock()->setLeft(std::move(left));
}

void ApiResponder::json(const QByteArray &body, int status) const
{
    HttpResponse response;
    response.status = status;
    response.contentType = "application/json";
    response.body = body;
    respond(std::move(response));
}

void ApiResponder::noContent() const
{
    respond(signalbox::noContent());
}

void ApiResponder::problem(int status, const QString &detail, const QByteArray &field) const
{
    respond(ApiProblem{status, detail, field}.response());
}

void ApiResponder::respond(HttpResponse response) const
{
    if (std::exchange(m_state->isAnswered, true))
        return;
    if (m_state->send) {
        m_state->left = nullptr;
        m_state->send(uncached(std::move(response)));
    } else if (const auto alive = m_state->connection.lock())
        alive->respond(uncached(std::move(response)));
}

ApiStream ApiResponder::stream(const QByteArray &contentType) const
{
    ApiStream stream;
    if (m_state->send) {
        problem(501, u"a stream comes from the node that is asked only"_s);
        return stream;
    }
    if (std::exchange(m_state->isAnswered, true))
        return stream;
    const auto alive = m_state->connection.lock();
    if (!alive)
        return stream;
    HttpResponse head;
    head.contentType = contentType;
    alive->stream(uncached(std::move(head)));
    if (alive->isStreaming())
        stream.m_state = std::make_shared<ApiStream::State>(alive);
    return stream;
}

bool ApiStream::isOpen() const
{
    const auto alive = m_state ? m_state->connection.lock() : nullptr;
    return alive && alive->isStreaming();
}

void ApiStream::write(QByteArrayView piece) const
{
    if (isOpen())
        m_state->connection.lock()->write(piece);
}

qint64 ApiStream::unsentBytes() const
{
    return isOpen() ? m_state->connection.lock()->unsentBytes() : 0;
}

void ApiStream::end() const
{
    if (isOpen())
        m_state->connection.lock()->endStream();
}

void ApiStream::onSent(std::function<void()> sent) const
{
    if (isOpen())
        m_state->connection.lock()->setSent(std::move(sent));
}

void ApiStream::onLeft(std::function<void()> left) const
{
    if (isOpen())
        m_state->connection.lock()->setLeft(std::move(left));
}

HttpResponse noContent()
{
    HttpResponse response;
    response.status = 204;
    return response;
}

} // namespace signalbox
