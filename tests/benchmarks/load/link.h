#pragma once

#include "core/base/uniquefd.h"

#include <QByteArrayView>

#include <memory>
#include <span>

struct ssl_ctx_st;

namespace load {

//! Our end of a non-blocking connection, in the clear or by TLS (whose handshake comes about with the first
//! reads and writes).
class Link
{
public:
    virtual ~Link() = default;
    //! Bytes moved; Again, Ended or Broken.
    virtual qint64 read(std::span<char> buffer) = 0;
    virtual qint64 write(QByteArrayView bytes) = 0;

    static constexpr qint64 Again = -1; //!< wait for epoll
    static constexpr qint64 Broken = -2;
    static constexpr qint64 Ended = 0;

    //! In the clear when \a tls is null. The descriptor stays the caller's.
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

//! For clients that believe any certificate: the server is a process on this machine, started a moment ago.
TlsContext makeTlsContext();

} // namespace load
