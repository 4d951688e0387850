#pragma once

#include <QByteArray>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <utility>

//! Both ends of a TCP connection on the loopback, non-blocking: what was accepted, and what connected.
inline std::pair<int, int> tcpPair(int buffer = 0)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *any = reinterpret_cast<sockaddr *>(&address);
    if (::bind(listener, any, size) != 0 || ::listen(listener, 1) != 0 ||
        ::getsockname(listener, any, &size) != 0)
        qFatal("no loopback");
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    if (buffer > 0)
        ::setsockopt(client, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    if (::connect(client, any, size) != 0)
        qFatal("no connection");
    const int server = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    if (buffer > 0)
        ::setsockopt(server, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    ::fcntl(client, F_SETFL, O_NONBLOCK);
    ::fcntl(server, F_SETFL, O_NONBLOCK);
    return {server, client};
}

//! Waits until \a fd has something to read; false when nothing comes within \a milliseconds.
inline bool isReadable(int fd, int milliseconds = 10000)
{
    pollfd waited{fd, POLLIN, 0};
    return ::poll(&waited, 1, milliseconds) == 1;
}

//! A TLS client whose bytes a test carries by hand.
class TlsPeer
{
public:
    explicit TlsPeer(int fd, int version = TLS1_3_VERSION, SSL_SESSION *session = nullptr)
        : m_fd(fd)
        , m_context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free)
        , m_ssl(SSL_new(m_context.get()), &SSL_free)
    {
        SSL_set_min_proto_version(m_ssl.get(), version);
        SSL_set_max_proto_version(m_ssl.get(), version);
        SSL_set_bio(m_ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_connect_state(m_ssl.get());
        if (session)
            SSL_set_session(m_ssl.get(), session);
    }
    ~TlsPeer() { closeSocket(); }
    Q_DISABLE_COPY_MOVE(TlsPeer)

    SSL *ssl() { return m_ssl.get(); }
    int fd() const { return m_fd; }

    //! Goes on with the handshake as far as what was received allows.
    bool shakeHands()
    {
        ERR_clear_error();
        return SSL_do_handshake(m_ssl.get()) == 1;
    }
    void encrypt(const QByteArray &data) { SSL_write(m_ssl.get(), data.constData(), int(data.size())); }

    //! What TLS wants to send.
    QByteArray fanout()
    {
        QByteArray bytes;
        BIO *bio = SSL_get_wbio(m_ssl.get());
        bytes.resize(qsizetype(BIO_pending(bio)));
        if (!bytes.isEmpty())
            BIO_read(bio, bytes.data(), int(bytes.size()));
        return bytes;
    }
    //! As much as the socket takes.
    qsizetype sendRaw(const QByteArray &bytes)
    {
        const ssize_t sent = ::send(m_fd, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL);
        return sent > 0 ? qsizetype(sent) : 0;
    }
    void sendAll() { sendRaw(fanout()); }

    //! What has come, encrypted; \a ended is set at the end of the stream.
    QByteArray receiveRaw()
    {
        QByteArray all;
        std::array<char, 65536> room;
        for (;;) {
            const ssize_t got = ::recv(m_fd, room.data(), room.size(), 0);
            m_ended = m_ended || got == 0;
            if (got <= 0)
                return all;
            all.append(room.data(), qsizetype(got));
        }
    }
    bool hasEnded() const { return m_ended; }
    void take(const QByteArray &raw)
    {
        if (!raw.isEmpty())
            BIO_write(SSL_get_rbio(m_ssl.get()), raw.constData(), int(raw.size()));
    }
    //! What has come, decrypted.
    QByteArray receive()
    {
        take(receiveRaw());
        return decrypt();
    }
    QByteArray decrypt()
    {
        QByteArray all;
        std::array<char, 16384> buffer;
        std::size_t got = 0;
        ERR_clear_error();
        while (SSL_read_ex(m_ssl.get(), buffer.data(), buffer.size(), &got) == 1)
            all.append(buffer.data(), qsizetype(got));
        return all;
    }

    //! Gone without a word: the other side sees a reset.
    void vanish()
    {
        const linger none{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        closeSocket();
    }
    void closeSocket()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }

private:
    int m_fd;
    bool m_ended = false;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> m_context;
    std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
};
