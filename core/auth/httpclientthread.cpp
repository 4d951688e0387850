#include "core/auth/httpclientthread.h"

#include "core/base/postedtasks.h"
#include "core/base/thread.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <future>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Sends at most MaxExchanges requests at a time: a QNetworkAccessManager opens no more connections to a host than six, and
//! queues what is beyond them.
struct Lane
{
    static constexpr int MaxExchanges = 6;

    QNetworkAccessManager network;
    int exchanges = 0;
};

//! One request. Deletes itself when it has reported.
class Exchange final : public QObject
{
public:
    Exchange(Lane &lane, const HttpClientThread::Request &request, HttpClientThread::Done done,
             QObject *parent)
        : QObject(parent)
        , m_lane(lane)
        , m_maxBytes(request.maxBytes)
        , m_done(std::move(done))
        , m_reply(lane.network.sendCustomRequest(networkRequestOf(request), request.method, request.body))
    {
        ++m_lane.exchanges;
        m_reply->setReadBufferSize(m_maxBytes + 1); // the rest stays with the peer
        connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::read);
        connect(m_reply, &QNetworkReply::finished, this, &Exchange::finish);
        QTimer::singleShot(request.timeout, this, [this] {
            report(Error{Error::Code::Io, u"no answer in time"_s});
        });
    }
    ~Exchange() override
    {
        delete m_reply; // which aborts it: only then its connection is free
        --m_lane.exchanges;
    }
    Q_DISABLE_COPY_MOVE(Exchange)

private:
    static QNetworkRequest networkRequestOf(const HttpClientThread::Request &request)
    {
        QNetworkRequest result(request.url);
        for (const auto &[name, value] : request.headers)
            result.setRawHeader(name, value);
        result.setRawHeader("Accept-Encoding", "identity");
        result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
        result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
        return result;
    }

    void read()
    {
        m_body += m_reply->read(m_maxBytes + 1 - m_body.size());
        if (m_body.size() > m_maxBytes)
            report(Error{Error::Code::TooBig, u"an answer of more than %1 bytes"_s.arg(m_maxBytes)});
    }

    void finish()
    {
        read();
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        // An error of the network may come after the status: then the body is not whole. That of Qt for a status of 400
        // and more does not matter.
        const QNetworkReply::NetworkError error = m_reply->error();
        const bool isOfStatus = error >= QNetworkReply::ContentAccessDenied;
        if (status != 0 && (error == QNetworkReply::NoError || isOfStatus))
            report(HttpClientThread::Response{status, m_body});
        else
            report(Error{Error::Code::Io, isOfStatus ? u"no HTTP answer"_s : m_reply->errorString()});
    }

    void report(const Result<HttpClientThread::Response> &result)
    {
        if (!m_done)
            return;
        disconnect(m_reply, nullptr, this, nullptr);
        deleteLater(); // first, so that what is sent from m_done finds the lane free
        std::exchange(m_done, nullptr)(result);
    }

    Lane &m_lane;
    qint64 m_maxBytes;
    HttpClientThread::Done m_done;
    QByteArray m_body;
    QNetworkReply *m_reply;
};

} // namespace

class HttpClientThread::Worker final : public QObject
{
public:
    void send(const Request &request, Done done)
    {
        new Exchange(freeLane(), request, std::move(done), &m_exchanges);
    }
    //! Any thread.
    void post(std::function<void()> task) { m_tasks.post(std::move(task)); }
    void run() { m_loop.exec(); }
    void quit() { m_loop.quit(); }

private:
    //! The first one that is free, so that connections are used again.
    Lane &freeLane()
    {
        const auto free = std::ranges::find_if(
            m_lanes, [](const Lane &lane) { return lane.exchanges < Lane::MaxExchanges; });
        return free == m_lanes.end() ? m_lanes.emplace_back() : *free;
    }

    std::deque<Lane> m_lanes; // does not move its elements
    QObject m_exchanges;      // the parent of all, and gone before the lanes
    QEventLoop m_loop;
    PostedTasks m_tasks;
};

HttpClientThread::HttpClientThread() = default;

HttpClientThread::~HttpClientThread()
{
    if (!m_thread.joinable())
        return;
    m_worker->post([worker = m_worker] { worker->quit(); });
    m_thread.join();
}

void HttpClientThread::send(const Request &request, Done done)
{
    if (m_requests.fetch_add(1) >= MaxRequests) {
        --m_requests;
        done(Error{Error::Code::Busy, u"too many HTTP requests"_s});
        return;
    }
    Worker *const target = worker();
    if (!target) {
        --m_requests;
        done(Error{Error::Code::Busy, u"no thread for HTTP requests"_s});
        return;
    }
    const Done counted = [this, done = std::move(done)](const Result<Response> &result) {
        --m_requests;
        done(result);
    };
    target->post([target, request, counted] { target->send(request, counted); });
}

HttpClientThread::Worker *HttpClientThread::worker()
{
    const std::lock_guard lock(m_mutex);
    if (m_worker)
        return m_worker;
    std::promise<Worker *> started;
    std::future<Worker *> result = started.get_future();
    Result<std::thread> thread =
        startThread("signalbox http", [&started] { run([&started](Worker *w) { started.set_value(w); }); });
    if (!thread)
        return nullptr;
    m_thread = *std::move(thread);
    m_worker = result.get();
    return m_worker;
}

void HttpClientThread::run(const std::function<void(Worker *)> &started)
{
    Worker worker;
    started(&worker); // what this refers to ends with it
    worker.run();
}

} // namespace signalbox
