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

//! Sends HTTP requests to other servers, on a thread of its own with Qt's event loop, because a QNetworkAccessManager has
//! no place on an io thread. The thread starts with the first request. Redirects are not followed, cookies and
//! compression not used. All requests are sent at once, at most MaxRequests at a time. Any thread.
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
        qint64 maxBytes = 64 * 1024; //!< of the body of the answer
    };
    struct Response
    {
        int status = 0;
        QByteArray body;
    };
    //! Called once, on the client's thread, unless that ends before. The error does not contain the URL: it may be secret.
    using Done = std::function<void(Result<Response>)>;

    static constexpr int MaxRequests = 512;

    HttpClientThread();
    //! Aborts what is under way.
    ~HttpClientThread();
    Q_DISABLE_COPY_MOVE(HttpClientThread)

    //! Fails at once with Busy, by calling \a done on this thread, if there are MaxRequests or the system has no thread left.
    void send(const Request &request, Done done);

private:
    class Worker;

    Worker *worker();
    static void run(const std::function<void(Worker *)> &started);

    std::atomic<int> m_requests = 0; //!< not reported yet
    std::mutex m_mutex;              //!< of the start
    Worker *m_worker = nullptr;      //!< lives on the thread
    std::thread m_thread;
};

} // namespace signalbox
