// The cost of the kernel alone: one thread, one epoll set, and a send() per message and client. It does not validate
// frames, drops data that a socket does not accept, and ignores pongs. It is not a server, but the lower bound of
// the cost of a server on this machine. /echo returns messages; every other path is the room.
//   signalbox_bare [seconds from one ping of a peer to the next]

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Peer
{
    int socket = -1;
    std::size_t place = 0;
    bool isOpen = false;
    bool isEcho = false;
    std::string in;
};

class Bare
{
public:
    bool listen()
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *any = reinterpret_cast<sockaddr *>(&address);
        if (::bind(m_listener, any, size) != 0 || ::listen(m_listener, 4096) != 0)
            return false;
        ::getsockname(m_listener, any, &size);
        std::printf("listening on ws://127.0.0.1:%d/\n", ntohs(address.sin_port));
        std::fflush(stdout);
        watch(m_listener, &m_listening);
        return true;
    }

    //! Pings the peers in turn, evenly spread over the interval.
    void pingEvery(int seconds)
    {
        m_ticksAPing = seconds * TicksASecond;
        constexpr timespec Tick{0, 1'000'000'000 / TicksASecond};
        const itimerspec spec{Tick, Tick};
        ::timerfd_settime(m_timer, 0, &spec, nullptr);
        watch(m_timer, &m_ticking);
    }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 512> events;
        for (;;) {
            const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                auto *peer = static_cast<Peer *>(events[std::size_t(i)].data.ptr);
                if (peer == &m_listening)
                    accept();
                else if (peer == &m_ticking)
                    ping();
                else
                    read(*peer);
            }
            m_gone.clear(); // no event of this turn refers to them any more
        }
    }

private:
    void watch(int socket, Peer *peer) const
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = peer;
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, socket, &event);
    }

    void ping()
    {
        constexpr std::array<char, 2> Ping{char(0x89), 0};
        std::uint64_t ticks = 0;
        if (::read(m_timer, &ticks, sizeof ticks) < 0)
            return;
        m_pingsDue += double(m_peers.size()) * double(ticks) / m_ticksAPing;
        for (; m_pingsDue >= 1; m_pingsDue -= 1) {
            m_nextPing = (m_nextPing + 1) % m_peers.size();
            ::send(m_peers[m_nextPing]->socket, Ping.data(), Ping.size(), MSG_NOSIGNAL);
        }
    }

    void accept()
    {
        for (int socket;
             (socket = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
            const int on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            auto peer = std::make_unique<Peer>();
            peer->socket = socket;
            peer->place = m_peers.size();
            watch(socket, peer.get());
            m_peers.push_back(std::move(peer));
        }
    }

    void read(Peer &peer)
    {
        const ssize_t got = ::recv(peer.socket, m_scratch.data(), m_scratch.size(), 0);
        if (got == 0)
            end(peer);
        if (got <= 0)
            return;
        peer.in.append(m_scratch.data(), std::size_t(got));
        if (!peer.isOpen)
            shakeHands(peer);
        while (peer.isOpen && takeFrame(peer)) {
        }
    }

    void end(Peer &peer)
    {
        ::close(peer.socket);
        peer.isOpen = false;
        m_peers.back()->place = peer.place;
        std::swap(m_peers[peer.place], m_peers.back());
        m_gone.push_back(std::move(m_peers.back()));
        m_peers.pop_back();
    }

    static void shakeHands(Peer &peer)
    {
        constexpr std::string_view Field = "Sec-WebSocket-Key: ";
        const std::size_t headEnd = peer.in.find("\r\n\r\n");
        const std::size_t field = peer.in.find(Field);
        if (headEnd == std::string::npos || field == std::string::npos)
            return;
        std::string key = peer.in.substr(field + Field.size(), 24) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        std::array<unsigned char, 32> accept{};
        EVP_Digest(key.data(), key.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
        EVP_EncodeBlock(accept.data(), digest.data(), 20);
        const std::string answer =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: " +
            std::string(reinterpret_cast<char *>(accept.data())) + "\r\n\r\n";
        ::send(peer.socket, answer.data(), answer.size(), MSG_NOSIGNAL);
        peer.isEcho = peer.in.starts_with("GET /echo ");
        peer.isOpen = true;
        peer.in.erase(0, headEnd + 4);
    }

    // The load generator sends masked frames of less than 64 KiB.
    bool takeFrame(Peer &peer)
    {
        const auto byte = [&](std::size_t i) { return std::uint8_t(peer.in[i]); };
        if (peer.in.size() < 2)
            return false;
        const bool isLong = (byte(1) & 0x7F) == 126;
        const std::size_t mask = isLong ? 4 : 2;
        if (peer.in.size() < mask + 4)
            return false;
        const std::size_t size = isLong ? std::size_t(byte(2) << 8 | byte(3)) : byte(1) & 0x7F;
        const std::size_t frameEnd = mask + 4 + size;
        if (peer.in.size() < frameEnd)
            return false;
        if ((byte(0) & 0x08) == 0) { // data
            m_frame.assign(1, char(byte(0)));
            m_frame.push_back(char(isLong ? 126 : size));
            if (isLong)
                m_frame.append({char(size >> 8), char(size & 0xFF)});
            for (std::size_t i = 0; i < size; ++i)
                m_frame.push_back(char(byte(mask + 4 + i) ^ byte(mask + i % 4)));
            if (peer.isEcho)
                send(peer);
            else
                publish();
        }
        peer.in.erase(0, frameEnd);
        return true;
    }

    void send(const Peer &peer) const { ::send(peer.socket, m_frame.data(), m_frame.size(), MSG_NOSIGNAL); }
    void publish() const
    {
        for (const std::unique_ptr<Peer> &peer : m_peers)
            send(*peer);
    }

    static constexpr int TicksASecond = 100;

    int m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    int m_timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    int m_listener = -1;
    Peer m_listening; // no peers, but markers for the listener and the timer
    Peer m_ticking;
    int m_ticksAPing = 0;
    double m_pingsDue = 0;
    std::size_t m_nextPing = 0;
    std::vector<std::unique_ptr<Peer>> m_peers;
    std::vector<std::unique_ptr<Peer>> m_gone;
    std::vector<char> m_scratch = std::vector<char>(64 * 1024);
    std::string m_frame;
};

} // namespace

int main(int argc, char *argv[])
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    Bare bare;
    if (!bare.listen())
        return 1;
    if (argc > 1)
        bare.pingEvery(std::atoi(argv[1]));
    bare.run();
}
