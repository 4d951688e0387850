#include "link.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <cerrno>

namespace load {

namespace {

qint64 outcome(ssize_t moved)
{
    if (moved >= 0)
        return moved;
    return errno == EAGAIN || errno == EINTR ? Link::Again : Link::Broken;
}

class PlainLink final : public Link
{
public:
    explicit PlainLink(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    qint64 read(std::span<char> buffer) override
    {
        return outcome(::recv(m_descriptor, buffer.data(), buffer.size(), 0));
    }
    qint64 write(QByteArrayView bytes) override
    {
        return outcome(::send(m_descriptor, bytes.data(), std::size_t(bytes.size()), MSG_NOSIGNAL));
    }

private:
    int m_descriptor;
};

class TlsLink final : public Link
{
public:
    TlsLink(int descriptor, SSL_CTX *context)
        : m_ssl(SSL_new(context))
    {
        SSL_set_fd(m_ssl.get(), descriptor);
        SSL_set_connect_state(m_ssl.get());
    }
    qint64 read(std::span<char> buffer) override
    {
        ERR_clear_error();
        return outcomeOf(SSL_read(m_ssl.get(), buffer.data(), int(buffer.size())));
    }
    qint64 write(QByteArrayView bytes) override
    {
        ERR_clear_error();
        return outcomeOf(SSL_write(m_ssl.get(), bytes.data(), int(bytes.size())));
    }

private:
    struct Free
    {
        void operator()(SSL *ssl) const { SSL_free(ssl); }
    };
    qint64 outcomeOf(int moved)
    {
        if (moved > 0)
            return moved;
        switch (SSL_get_error(m_ssl.get(), moved)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return Again;
        case SSL_ERROR_ZERO_RETURN:
            return Ended;
        default:
            return Broken;
        }
    }
    std::unique_ptr<SSL, Free> m_ssl;
};

} // namespace

std::unique_ptr<Link> Link::make(int descriptor, SSL_CTX *tls)
{
    if (tls)
        return std::make_unique<TlsLink>(descriptor, tls);
    return std::make_unique<PlainLink>(descriptor);
}

void TlsContextFree::operator()(SSL_CTX *context) const
{
    SSL_CTX_free(context);
}

TlsContext makeTlsContext()
{
    TlsContext context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

} // namespace load
