#include "core/auth/httpclientthread.h"

#include "core/base/thread.h"

#include <curl/curl.h>

#include <array>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr long MaxIdleConnections = 64;
constexpr int PollMilliseconds =
    60'000; // curl wakes up earlier for its timers, and is woken for new requests

template <auto End>
struct EndedBy
{
    void operator()(auto *object) const { End(object); }
};
using EasyHandle = std::unique_ptr<CURL, EndedBy<&curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, EndedBy<&curl_multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, EndedBy<&curl_slist_free_all>>;

//! One request and what has come of its answer.
class Exchange final
{
public:
    Exchange(HttpClientThread::Request request, HttpClientThread::Done done)
        : m_request(std::move(request))
        , m_done(std::move(done))
        , m_handle(curl_easy_init())
    {
        if (m_handle)
            setOptions();
    }
    Q_DISABLE_COPY_MOVE(Exchange)
    ~Exchange() = default;

    //! Null if there is no memory for it.
    CURL *handle() const { return m_handle.get(); }

    void finish(CURLcode code)
    {
        if (code != CURLE_OK) {
            m_done(errorOf(code));
            return;
        }
        long status = 0;
        curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
        m_done(HttpClientThread::Response{int(status), m_body});
    }

private:
    template <typename Value>
    void set(CURLoption option, Value value)
    {
        curl_easy_setopt(handle(), option, value);
    }

    void addHeader(const QByteArray &line)
    {
        if (curl_slist *list = curl_slist_append(m_headers.get(), line.constData())) {
            static_cast<void>(m_headers.release());
            m_headers.reset(list);
        }
    }

    void setOptions()
    {
        set(CURLOPT_URL, m_request.url.toEncoded().constData());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_PROXY, ""); // also none of http_proxy and the like
        set(CURLOPT_CUSTOMREQUEST, m_request.method.constData());
        if (!m_request.body.isEmpty()) {
            set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_request.body.size()));
            set(CURLOPT_POSTFIELDS, m_request.body.constData());
        }
        addHeader("User-Agent: signalbox");
        addHeader("Accept-Encoding: identity");
        addHeader("Expect:"); // removes it: curl would ask before it sends a long body
        for (const auto &[name, value] : m_request.headers)
            addHeader(name + ": " + value);
        set(CURLOPT_HTTPHEADER, m_headers.get());

        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_QUICK_EXIT, 1L); // does not wait for the resolver at the end
        set(CURLOPT_TIMEOUT_MS, long(m_request.timeout.count()));
        set(CURLOPT_MAXFILESIZE_LARGE, curl_off_t(m_request.maxBytes));
        set(CURLOPT_ERRORBUFFER, m_details.data());
        set(CURLOPT_WRITEFUNCTION, &Exchange::onBody);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_HEADERFUNCTION, &Exchange::onHeader);
        set(CURLOPT_HEADERDATA, this);
    }

    //! Returns less than \a size to end the exchange (CURLOPT_WRITEFUNCTION(3)).
    static std::size_t onBody(const char *data, std::size_t /*one*/, std::size_t size, Exchange *self)
    {
        self->m_isTooBig = self->m_body.size() + qint64(size) > self->m_request.maxBytes;
        if (self->m_isTooBig)
            return 0;
        self->m_body.append(data, qint64(size));
        return size;
    }

    //! Also of interim answers (RFC 9110, 15.2) and trailers.
    static std::size_t onHeader(const char * /*line*/, std::size_t /*one*/, std::size_t size, Exchange *self)
    {
        self->m_headerBytes += qint64(size);
        return self->m_headerBytes > HttpClientThread::MaxHeaderBytes ? 0 : size;
    }

    Error errorOf(CURLcode code) const
    {
        if (m_isTooBig || code == CURLE_FILESIZE_EXCEEDED) {
            return {Error::Code::TooBig, u"an answer of more than %1 bytes"_s.arg(m_request.maxBytes)};
        }
        if (m_headerBytes > HttpClientThread::MaxHeaderBytes) {
            return {Error::Code::TooBig,
                    u"an answer with headers of more than %1 bytes"_s.arg(HttpClientThread::MaxHeaderBytes)};
        }
        switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return {Error::Code::Io, u"no answer in time"_s};
        case CURLE_COULDNT_CONNECT: {
            long number = 0;
            curl_easy_getinfo(handle(), CURLINFO_OS_ERRNO, &number);
            if (number != 0)
                return {Error::Code::Io, qt_error_string(int(number))};
            break;
        }
        case CURLE_UNSUPPORTED_PROTOCOL: // HTTP/0.9, which is anything
        case CURLE_WEIRD_SERVER_REPLY:
            return {Error::Code::Io, u"no HTTP answer"_s};
        case CURLE_PEER_FAILED_VERIFICATION: // the details are OpenSSL's, and name no more than the host
            return {Error::Code::Io, QString::fromLocal8Bit(m_details.data())};
        default:
            break;
        }
        return {Error::Code::Io, QString::fromLatin1(curl_easy_strerror(code))};
    }

    HttpClientThread::Request m_request;
    HttpClientThread::Done m_done;
    QByteArray m_body;
    qint64 m_headerBytes = 0;
    bool m_isTooBig = false;
    std::array<char, CURL_ERROR_SIZE> m_details{};
    HeaderList m_headers;
    EasyHandle m_handle; // gone before what it refers to
};

} // namespace

//! The thread's side: sends what it is given until it is told to end.
class HttpClientThread::Worker final
{
public:
    Worker()
    {
        static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT); // once a process
        if (global == CURLE_OK)
            m_multi.reset(curl_multi_init());
        if (m_multi)
            curl_multi_setopt(m_multi.get(), CURLMOPT_MAXCONNECTS, MaxIdleConnections);
    }
    ~Worker()
    {
        for (const auto &[handle, exchange] : m_exchanges)
            curl_multi_remove_handle(m_multi.get(), handle);
    }
    Q_DISABLE_COPY_MOVE(Worker)

    bool isValid() const { return m_multi != nullptr; }

    //! Any thread.
    void send(const Request &request, Done done)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_new.emplace_back(request, std::move(done));
        }
        curl_multi_wakeup(m_multi.get());
    }

    //! Any thread.
    void end()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_hasEnded = true;
        }
        curl_multi_wakeup(m_multi.get());
    }

    void run()
    {
        while (startNew()) {
            int running = 0;
            curl_multi_perform(m_multi.get(), &running);
            int left = 0;
            while (const CURLMsg *message = curl_multi_info_read(m_multi.get(), &left)) {
                if (message->msg == CURLMSG_DONE)
                    finish(message->easy_handle, message->data.result);
            }
            curl_multi_poll(m_multi.get(), nullptr, 0, PollMilliseconds, nullptr);
        }
    }

private:
    //! Returns whether to go on.
    bool startNew()
    {
        std::vector<std::pair<Request, Done>> requests;
        {
            const std::lock_guard lock(m_mutex);
            if (m_hasEnded)
                return false;
            requests.swap(m_new);
        }
        for (auto &[request, done] : requests) {
            auto exchange = std::make_unique<Exchange>(std::move(request), std::move(done));
            CURL *const handle = exchange->handle();
            if (handle && curl_multi_add_handle(m_multi.get(), handle) == CURLM_OK)
                m_exchanges.emplace(handle, std::move(exchange));
            else
                exchange->finish(CURLE_OUT_OF_MEMORY);
        }
        return true;
    }

    void finish(CURL *handle, CURLcode code)
    {
        curl_multi_remove_handle(m_multi.get(), handle);
        const auto exchange = m_exchanges.extract(handle);
        exchange.mapped()->finish(code);
    }

    MultiHandle m_multi;
    std::unordered_map<CURL *, std::unique_ptr<Exchange>> m_exchanges; // gone before m_multi
    std::mutex m_mutex;
    std::vector<std::pair<Request, Done>> m_new;
    bool m_hasEnded = false;
};

HttpClientThread::HttpClientThread() = default;

HttpClientThread::~HttpClientThread()
{
    if (!m_thread.joinable())
        return;
    m_worker->end();
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
    target->send(request, [this, done = std::move(done)](const Result<Response> &result) {
        --m_requests;
        done(result);
    });
}

HttpClientThread::Worker *HttpClientThread::worker()
{
    const std::lock_guard lock(m_mutex);
    if (m_worker)
        return m_worker.get();
    auto worker = std::make_unique<Worker>();
    if (!worker->isValid())
        return nullptr;
    Result<std::thread> thread = startThread("signalbox http", [worker = worker.get()] { worker->run(); });
    if (!thread)
        return nullptr;
    m_thread = *std::move(thread);
    m_worker = std::move(worker);
    return m_worker.get();
}

} // namespace signalbox
