#pragma once

#include "core/http/apiproblem.h"
#include "core/http/jsonwriter.h"
#include "core/loop/looppost.h"

#include <functional>
#include <memory>

namespace signalbox {

class HttpConnection;

//! A response whose body is sent piece by piece, such as lines of NDJSON. A handle: copies are of the same response. Used on
//! the thread of its connection. Ends with end(), when the last copy is destroyed, or when the client leaves.
//!
//! Nothing limits what is queued: a producer that has more than the client takes looks at unsentBytes() before it writes,
//! leaves things out, and goes on in the callback of onSent().
class ApiStream final
{
public:
    ApiStream() = default; //!< closed

    //! Whether the client is still there.
    bool isOpen() const;
    void write(QByteArrayView piece) const;
    //! How many bytes wait for the client, besides those that its kernel and ours hold.
    qint64 unsentBytes() const;
    void end() const;

    //! Called after each write to the socket: more bytes may have been sent.
    void onSent(std::function<void()> sent) const;
    //! Called once when the client has left, or is too slow (no byte in 30 s); not after end().
    void onLeft(std::function<void()> left) const;

private:
    friend class ApiResponder;
    struct State;
    std::shared_ptr<State> m_state;
};

//! Answers one request. A handle: copies answer the same one, and the first answer counts. A handler may keep a copy until
//! it knows the answer; if the last copy is destroyed before, which any thread may do, the client gets 500. All other calls
//! are made on the thread of the connection. Without effect once the client has left.
class ApiResponder final
{
public:
    //! \a connection is answering. \a post: to its thread.
    ApiResponder(const std::shared_ptr<HttpConnection> &connection, const LoopPost &post);
    //! For a request that did not come by a connection of this server: \a send gets the answer, on the thread of \a post.
    //! It cannot be a stream.
    using Send = std::function<void(HttpResponse &&response)>;
    ApiResponder(Send send, const LoopPost &post);

    //! Whether the client waits for an answer.
    bool isOpen() const;
    //! Calls \a left if the client leaves before it is answered: a question to others may be cancelled then.
    void onLeft(std::function<void()> left) const;

    void json(const QByteArray &body, int status = 200) const;
    void json(JsonWriter &writer, int status = 200) const { json(writer.take(), status); }
    void noContent() const; //!< 204
    void problem(int status, const QString &detail, const QByteArray &field = {}) const;
    void respond(HttpResponse response) const;
    //! Begins a 200 whose body follows. To HEAD the answer is complete, and the stream closed.
    ApiStream stream(const QByteArray &contentType) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

//! A 204.
HttpResponse noContent();

} // namespace signalbox
