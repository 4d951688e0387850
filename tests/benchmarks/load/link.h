#pragma once

#include "core/base/uniquefd.h"

#include <QByteArrayView>

#include <memory>
#include <span>

struct ssl_ctx_st;

namespace load {

//! A non-blocking connection, plain or TLS; the TLS handshake is done by the first reads and writes.
class Link
{
public:
    virtual ~Link() = default;
    //! Returns the number of bytes, or Again, Ended or Broken.
    virtual qint64 read(std::span<char> buffer) = 0;
    virtual qint64 write(QByteArrayView bytes) = 0;

    static constexpr qint64 Again = -1; //!< wait for epoll
    static constexpr qint64 Broken = -2;
    static constexpr qint64 Ended = 0;

    //! A plain connection if \a tls is null. The caller keeps the descriptor.
    static std::unique_ptr<Link> make(int descriptor, ssl_ctx_st *tls);

protected:
    Link() = default;
    Q_DISABLE_COPY_MOVE(Link)
};

struct TlsContextFree
{
    void operator()(ssl_ctx_st *context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsContextFree>;

//! For clients that accept any certificate, as the server is a local process.
TlsContext makeTlsContext();

} // namespace load
