#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QUrl>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace signalbox {

//! Sends HTTP/1.1 requests to other servers, with libcurl and on a thread of its own. The thread starts with the first request.
//! Redirects are not followed; cookies, compression and proxies are not used. The certificate of an https server is checked
//! against those that the system trusts. All requests are sent at once, at most MaxRequests at a time. Any thread.
//!
//! Not QNetworkAccessManager: Qt 6.4 gives a size set by QNetworkReply::setReadBufferSize to its HTTP thread only once the
//! request is there, and until then keeps all that an endless answer brings, without turning to another request.
class HttpClientThread final
{
public:
    struct Request
    {
        QUrl url{};
        QByteArray method = "GET";
        std::vector<std::pair<QByteArray, QByteArray>> headers{};
        QByteArray body{};
        Milliseconds timeout{3000};  //!< of the whole exchange
        qint64 maxBytes = 64 * 1024; //!< of the body of the answer; its headers have MaxHeaderBytes
    };
    struct Response
    {
        int status = 0;
        QByteArray body;
    };
    //! Called once, on the client's thread, unless that ends before. The error does not contain the URL: it may be secret.
    using Done = std::function<void(Result<Response>)>;

    static constexpr int MaxRequests = 512;
    static constexpr qint64 MaxHeaderBytes = 64 * 1024;

    HttpClientThread();
    //! Aborts what is under way.
    ~HttpClientThread();
    Q_DISABLE_COPY_MOVE(HttpClientThread)

    //! Fails at once with Busy, by calling \a done on this thread, if there are MaxRequests or the system has no thread left.
    void send(const Request &request, Done done);

private:
    class Worker;

    Worker *worker();

    std::atomic<int> m_requests = 0;  //!< not reported yet
    std::mutex m_mutex;               //!< of the start
    std::unique_ptr<Worker> m_worker; //!< before the thread, which uses it
    std::thread m_thread;
};

} // namespace signalbox
