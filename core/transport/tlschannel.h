#pragma once

#include "core/transport/channel.h"

#include <QByteArray>

#include <memory>

struct ssl_st;
struct bio_st;

namespace signalbox {

class TlsContext;
enum class ClientCertificates : quint8;

//! The server's side of TLS 1.2 or 1.3 on a non-blocking descriptor. OpenSSL does not use the descriptor: it
//! gets what one recv(2) returned, and what it writes is sent or held here. Two consequences:
//!
//! - A read decrypts every record that was received, so no readable data stays inside OpenSSL, and epoll
//!   reports the rest.
//! - A full socket never interrupts OpenSSL, so no write has to be repeated with the same bytes: encrypted
//!   bytes count as written and are held here, at most one record.
class TlsChannel final : public Channel
{
public:
    TlsChannel(const TlsContext &context, UniqueFd socket);
    TlsChannel(const TlsContext &context, UniqueFd socket, ClientCertificates certificates);
    ~TlsChannel() override;

    IoResult read(std::span<char> buffer) override;
    //! At most one record, in which small parts share the room. Again: before the handshake, and while a
    //! record is held.
    IoResult write(std::span<const iovec> parts) override;
    bool holdsBytes() const override { return !m_held.isEmpty(); }
    qint64 heldBytes() const override { return m_held.capacity(); }
    bool hasHandshakeFailed() const override { return m_handshakeFailed; }
    TlsFailure tlsFailure() const override { return m_failure; }
    std::optional<QString> certificateUser() const override;
    State state() const override { return m_state; }
    std::optional<TlsReading> tlsReading() const override;
    TlsNames tlsNames() const override;
    //! Sends close_notify, if it fits, and FIN. Waits for no answer.
    void finishWriting() override;
    int descriptor() const override { return m_tcp.descriptor(); }
    quint64 writtenBytes() const override { return m_tcp.writtenBytes(); }
    quint64 receivedBytes() const override { return m_tcp.receivedBytes(); }
    int error() const override { return m_tcp.error(); }
    const char *tlsError() const override { return m_tlsError; }
    quint64 streamEnd() const override { return writtenBytes() + quint64(m_held.size()); }

private:
    struct BioCalls;
    struct Free
    {
        void operator()(ssl_st *ssl) const;
    };

    IoResult decrypt(std::span<char> buffer);
    IoResult::Kind takeError(int result);
    //! Returns false when the connection is broken.
    bool sendHeld();
    qint64 give(std::span<char> room);
    bool take(std::span<const char> bytes);

    TcpChannel m_tcp;
    std::unique_ptr<ssl_st, Free> m_ssl;
    std::span<const char> m_incoming; //!< what recv(2) got and OpenSSL has not taken yet; only within read()
    QByteArray m_held;                //!< encrypted, and not with the kernel
    TlsFailure m_failure;
    const char *m_tlsError = nullptr; //!< that has ended the connection, after the handshake
    State m_state = State::Handshaking;
    bool m_isOutputLost = false; //!< the peer has reset the connection; what it sent before can be read
    bool m_isUntouched = true;   //!< no byte was received
    bool m_broken = false;       //!< the socket or the protocol failed: OpenSSL must not be called again
    bool m_handshakeFailed = false;
    bool m_inputEnded = false; //!< close_notify has come
};

} // namespace signalbox
