#include "core/worker/proxyheaders.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

namespace signalbox {

namespace {

constexpr const char *Reason = "proxy_header";

} // namespace

// What has come is only looked at (MSG_PEEK) until the header is whole: the bytes behind it are for TLS or HTTP, and so
// are those that turn out to be no header. Edge-triggered, because what is unread would be reported in every turn.
class ProxyHeaders::Reader final : private IoHandler
{
public:
    Reader(ProxyHeaders &owner, std::shared_ptr<AcceptedSocket> client, bool isRequired, Milliseconds timeout)
        : m_owner(owner)
        , m_client(std::move(client))
        , m_isRequired(isRequired)
        , m_deadline(WheelTimer::of<&Reader::onDeadline>(this))
    {
        m_token = loop().add(descriptor(), EPOLLIN | EPOLLRDHUP | EPOLLET, this);
        if (m_token == 0) // nothing would ever be reported
            loop().wheel().arm(m_deadline, loop().now());
        else if (timeout.count() > 0)
            loop().wheel().arm(m_deadline, loop().now() + timeout);
    }
    ~Reader() { stop(); }
    Q_DISABLE_COPY_MOVE(Reader)

    const AcceptedSocket &client() const { return *m_client; }
    std::shared_ptr<AcceptedSocket> takeClient()
    {
        stop();
        return std::move(m_client);
    }

private:
    IoLoop &loop() { return m_owner.m_loop; }
    int descriptor() const { return m_client->client().socket.get(); }

    void stop()
    {
        if (m_token != 0)
            loop().remove(std::exchange(m_token, 0), descriptor());
        m_deadline.cancel();
    }

    void handleIo(quint32 events) override
    {
        std::vector<char> &buffer = loop().scratch();
        const std::size_t most = std::min(buffer.size(), std::size_t(MaxProxyHeader));
        const ssize_t got = ::recv(descriptor(), buffer.data(), most, MSG_PEEK);
        const bool hasEnded = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if (got < 0 && (errno == EAGAIN || errno == EINTR) && !hasEnded)
            return;
        const ProxyHeaderOutcome outcome = readProxyHeader({buffer.data(), std::max<ssize_t>(got, 0)});
        if (const auto *header = std::get_if<ProxyHeader>(&outcome)) {
            (void)::recv(descriptor(), buffer.data(), std::size_t(header->size), 0);
            finish(header->source);
        } else if (const auto *error = std::get_if<ProxyHeaderError>(&outcome)) {
            refuse({HttpResponse::problem(400, error->detail), Reason});
        } else if (std::holds_alternative<NoProxyHeader>(outcome)) {
            if (m_isRequired)
                refuse({HttpResponse::problem(400, "the connection does not begin with a PROXY header"),
                        Reason});
            else
                finish({});
        } else if (hasEnded) {
            refuse(Refusal::unanswered("left"));
        }
    }

    void onDeadline()
    {
        refuse({HttpResponse::problem(408, "the PROXY header did not come in time"), "timeout"});
    }

    // The caller of these is this object: it lives until the next turn.
    void finish(const std::optional<Endpoint> &source)
    {
        ProxyHeaders &owner = m_owner;
        owner.m_done(owner.remove(*this), source);
    }
    void refuse(const Refusal &refusal)
    {
        ProxyHeaders &owner = m_owner;
        owner.m_refused(*owner.remove(*this), refusal);
    }

    ProxyHeaders &m_owner;
    std::shared_ptr<AcceptedSocket> m_client;
    bool m_isRequired;
    IoLoop::Token m_token = 0;
    WheelTimer m_deadline;
};

ProxyHeaders::ProxyHeaders(IoLoop &loop, Done done, Refused refused)
    : m_loop(loop)
    , m_done(std::move(done))
    , m_refused(std::move(refused))
{
}

ProxyHeaders::~ProxyHeaders() = default;

void ProxyHeaders::read(std::shared_ptr<AcceptedSocket> client, bool isRequired, Milliseconds timeout)
{
    const UnfinishedHeads::Ticket ticket = client->ticket();
    m_readers.emplace(ticket, std::make_unique<Reader>(*this, std::move(client), isRequired, timeout));
}

bool ProxyHeaders::refuse(UnfinishedHeads::Ticket ticket, const Refusal &refusal)
{
    const auto found = m_readers.find(ticket);
    if (found == m_readers.end())
        return false;
    m_refused(*remove(*found->second), refusal);
    return true;
}

void ProxyHeaders::refuseAll(const Refusal &refusal)
{
    while (!m_readers.empty())
        m_refused(*remove(*m_readers.begin()->second), refusal);
}

std::shared_ptr<AcceptedSocket> ProxyHeaders::remove(Reader &reader)
{
    const auto found = m_readers.find(reader.client().ticket());
    std::shared_ptr<AcceptedSocket> client = reader.takeClient();
    std::shared_ptr<Reader> removed(std::move(found->second)); // a task must be copyable
    m_readers.erase(found);
    m_loop.post([removed = std::move(removed)]() mutable { removed.reset(); });
    return client;
}

} // namespace signalbox
