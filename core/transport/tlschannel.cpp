#include "core/transport/tlschannel.h"

#include "core/transport/tlscontext.h"

#include <QLoggingCategory>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace signalbox {

Q_LOGGING_CATEGORY(lcTls, "signalbox.tls", QtInfoMsg)

namespace {

constexpr std::size_t MaxRecord = SSL3_RT_MAX_PLAIN_LENGTH;
// A record that began in an earlier read may end in this one: its bytes need room before the new ones.
constexpr std::size_t Headroom = MaxRecord + 1024;
static_assert(Channel::MinBuffer > Headroom);
// The messages of a handshake and a few alerts; a peer that causes more of them and never reads is closed.
constexpr qsizetype MaxHeld = 128 * 1024;

// RFC 8446 section 5.1: a record begins with its type, below 0x20, or (SSL 2) with a length of two bytes and
// the high bit set. A letter is the method of a request in clear text.
bool looksLikeHttp(char first)
{
    return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
}

constexpr std::size_t MaxPeerText = 256; // bytes

//! \a text null: none.
QString peerText(const char *text)
{
    return text ? QString::fromUtf8(text, qsizetype(std::min(std::strlen(text), MaxPeerText))) : QString();
}

QString textOf(const ASN1_STRING *string)
{
    unsigned char *utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, string);
    const QString text = size > 0 ? QString::fromUtf8(reinterpret_cast<const char *>(utf8),
                                                      std::min<qsizetype>(size, MaxPeerText))
                                  : QString();
    OPENSSL_free(utf8);
    return text;
}

//! See Channel::certificateUser(). Of several common names the last one counts, which is the most specific.
QString userOfCertificate(const X509 *certificate)
{
    const X509_NAME *subject = X509_get_subject_name(certificate);
    int found = -1;
    for (int next = -1; (next = X509_NAME_get_index_by_NID(subject, NID_commonName, next)) >= 0;)
        found = next;
    if (found >= 0)
        return textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, found)));
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        &GENERAL_NAMES_free);
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_EMAIL || name->type == GEN_DNS)
            return textOf(name->d.ia5);
    }
    return {};
}

TlsFailure failureOf(unsigned long error, long verification)
{
    const char *detail = ERR_reason_error_string(error);
    TlsFailure failure{.reason = "tls_handshake", .detail = detail ? detail : ""};
    const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE || reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
        failure.reason = "client_certificate";
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED && verification != X509_V_OK)
        failure.detail = X509_verify_cert_error_string(verification);
    return failure;
}

} // namespace

//! The BIO by which OpenSSL reads and writes.
struct TlsChannel::BioCalls
{
    static TlsChannel &channelOf(BIO *bio) { return *static_cast<TlsChannel *>(BIO_get_data(bio)); }

    static int read(BIO *bio, char *data, int size)
    {
        BIO_clear_retry_flags(bio);
        const qint64 given = channelOf(bio).give({data, std::size_t(size)});
        if (given > 0)
            return int(given);
        BIO_set_retry_read(bio);
        return -1;
    }
    static int write(BIO *bio, const char *data, int size)
    {
        BIO_clear_retry_flags(bio);
        return channelOf(bio).take({data, std::size_t(size)}) ? size : -1;
    }
    static long control(BIO *, int command, long, void *) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD *method()
    {
        static BIO_METHOD *const made = [] {
            BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "signalbox");
            BIO_meth_set_read(method, &BioCalls::read);
            BIO_meth_set_write(method, &BioCalls::write);
            BIO_meth_set_ctrl(method, &BioCalls::control);
            return method;
        }();
        return made;
    }
};

void TlsChannel::Free::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

TlsChannel::TlsChannel(const TlsContext &context, UniqueFd socket)
    : TlsChannel(context, std::move(socket), ClientCertificates::AsConfigured)
{
}

TlsChannel::TlsChannel(const TlsContext &context, UniqueFd socket, ClientCertificates certificates)
    : m_tcp(std::move(socket))
    , m_ssl(SSL_new(context.native()))
{
    BIO *bio = m_ssl ? BIO_new(BioCalls::method()) : nullptr;
    m_broken = bio == nullptr;
    if (m_broken)
        return;
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_accept_state(m_ssl.get());
    if (certificates == ClientCertificates::NotAsked)
        SSL_set_verify(m_ssl.get(), SSL_VERIFY_NONE, nullptr);
}

TlsChannel::~TlsChannel() = default;

IoResult TlsChannel::read(std::span<char> buffer)
{
    Q_ASSERT(buffer.size() >= MinBuffer);
    if (m_broken)
        return {IoResult::Kind::Reset, 0};
    if (m_inputEnded)
        return {IoResult::Kind::End, 0};
    if (m_state == State::Mistaken)
        return m_tcp.read(buffer);
    // Received at the end of the buffer and decrypted to its beginning: decrypted bytes are never more than
    // those OpenSSL has taken, so they do not overwrite unread ones.
    const std::span<char> room = buffer.subspan(Headroom);
    const IoResult received = m_tcp.read(room);
    if (received.kind != IoResult::Kind::Bytes)
        return received;
    m_incoming = room.first(std::size_t(received.bytes));
    if (std::exchange(m_isUntouched, false) && looksLikeHttp(m_incoming.front())) {
        m_state = State::Mistaken;
        std::memmove(buffer.data(), m_incoming.data(), m_incoming.size());
        m_incoming = {};
        return received;
    }
    const IoResult result = decrypt(buffer);
    m_incoming = {};
    return result;
}

std::optional<TlsReading> TlsChannel::tlsReading() const
{
    if (m_state != State::Secure)
        return std::nullopt;
    const ssl_st *ssl = m_ssl.get();
    TlsReading reading{.version = QString::fromLatin1(SSL_get_version(ssl)),
                       .cipher = QString::fromLatin1(SSL_get_cipher_name(ssl)),
                       .serverName = peerText(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))};
    const unsigned char *protocol = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &size);
    reading.protocol = QString::fromLatin1(reinterpret_cast<const char *>(protocol), qsizetype(size));
    if (X509 *certificate = SSL_get0_peer_certificate(ssl)) {
        std::array<char, MaxPeerText> subject{};
        X509_NAME_oneline(X509_get_subject_name(certificate), subject.data(), int(subject.size()));
        reading.clientSubject = peerText(subject.data());
    }
    return reading;
}

std::optional<QString> TlsChannel::certificateUser() const
{
    if (m_state != State::Secure || SSL_get_verify_mode(m_ssl.get()) == SSL_VERIFY_NONE ||
        SSL_get_verify_result(m_ssl.get()) != X509_V_OK)
        return std::nullopt;
    const X509 *certificate = SSL_get0_peer_certificate(m_ssl.get());
    return certificate ? std::optional(userOfCertificate(certificate)) : std::nullopt;
}

TlsNames TlsChannel::tlsNames() const
{
    if (m_state != State::Secure)
        return {};
    return {SSL_get_version(m_ssl.get()), SSL_get_cipher_name(m_ssl.get())};
}

IoResult TlsChannel::decrypt(std::span<char> buffer)
{
    qint64 total = 0;
    for (;;) {
        const std::span<char> room = buffer.subspan(std::size_t(total));
        std::size_t got = 0;
        ERR_clear_error();
        const int result = SSL_read_ex(m_ssl.get(), room.data(), room.size(), &got);
        if (m_state == State::Handshaking && SSL_is_init_finished(m_ssl.get()) != 0)
            m_state = State::Secure;
        if (result == 1) {
            total += qint64(got);
            continue;
        }
        const IoResult::Kind kind = takeError(result);
        if (kind != IoResult::Kind::Again) {
            // There may be bytes to return first, and the peer may send nothing more: after SHUT_RD epoll
            // goes on reporting input.
            ::shutdown(descriptor(), SHUT_RD);
        }
        return total > 0 ? IoResult{IoResult::Kind::Bytes, total} : IoResult{kind, 0};
    }
}

IoResult::Kind TlsChannel::takeError(int result)
{
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return IoResult::Kind::Again;
    case SSL_ERROR_ZERO_RETURN:
        m_inputEnded = true;
        return IoResult::Kind::End;
    default:
        m_broken = true;
        if (const unsigned long error = ERR_peek_error()) {
            const char *reason = ERR_reason_error_string(error);
            m_handshakeFailed = m_state == State::Handshaking;
            if (m_handshakeFailed)
                m_failure = failureOf(error, SSL_get_verify_result(m_ssl.get()));
            if (m_state == State::Secure)
                m_tlsError = reason ? reason : "unknown error";
            qCDebug(lcTls, "%s: %s", m_tlsError ? "the connection failed" : "no handshake came about",
                    reason ? reason : "unknown");
        }
        ERR_clear_error();
        return IoResult::Kind::Reset;
    }
}

IoResult TlsChannel::write(std::span<const iovec> parts)
{
    if (m_broken || m_isOutputLost || !sendHeld())
        return {IoResult::Kind::Reset, 0};
    if (m_state == State::Mistaken)
        return m_tcp.write(parts);
    if (m_state == State::Handshaking || holdsBytes())
        return {IoResult::Kind::Again, 0};
    if (parts.empty())
        return {IoResult::Kind::Bytes, 0};

    std::array<char, MaxRecord> record;
    const char *data = static_cast<const char *>(parts.front().iov_base);
    std::size_t size = std::min(parts.front().iov_len, MaxRecord);
    if (parts.size() > 1 && size < MaxRecord) {
        size = 0;
        for (const iovec &part : parts) {
            const std::size_t count = std::min(part.iov_len, MaxRecord - size);
            std::memcpy(record.data() + size, part.iov_base, count);
            size += count;
            if (size == MaxRecord)
                break;
        }
        data = record.data();
    }
    std::size_t written = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(m_ssl.get(), data, size, &written);
    if (result == 1)
        return m_isOutputLost ? IoResult{IoResult::Kind::Reset, 0}
                              : IoResult{IoResult::Kind::Bytes, qint64(written)};
    return {takeError(result), 0};
}

void TlsChannel::finishWriting()
{
    if (m_state == State::Secure && !m_broken && !holdsBytes()) {
        ERR_clear_error();
        SSL_shutdown(m_ssl.get());
        m_held.clear();
    }
    ERR_clear_error();
    m_tcp.finishWriting();
}

qint64 TlsChannel::give(std::span<char> room)
{
    const std::size_t count = std::min(room.size(), m_incoming.size());
    std::memcpy(room.data(), m_incoming.data(), count);
    m_incoming = m_incoming.subspan(count);
    return qint64(count);
}

// Bytes that cannot be sent any more are taken, too: an error would keep OpenSSL from reading what came before it.
bool TlsChannel::take(std::span<const char> bytes)
{
    if (m_isOutputLost)
        return true;
    if (!holdsBytes()) {
        const iovec part{const_cast<char *>(bytes.data()), bytes.size()}; // sendmsg only reads
        const IoResult sent = m_tcp.write({&part, 1});
        if (sent.kind == IoResult::Kind::Reset) {
            m_isOutputLost = true;
            return true;
        }
        bytes = bytes.subspan(std::size_t(sent.bytes));
    }
    if (m_held.size() + qsizetype(bytes.size()) > MaxHeld)
        return false;
    m_held.append(bytes.data(), qsizetype(bytes.size()));
    return true;
}

bool TlsChannel::sendHeld()
{
    if (!holdsBytes())
        return true;
    const iovec part{m_held.data(), std::size_t(m_held.size())};
    const IoResult sent = m_tcp.write({&part, 1});
    if (sent.kind == IoResult::Kind::Reset) {
        m_isOutputLost = true;
        m_held = {};
        return false;
    }
    if (sent.bytes == m_held.size())
        m_held = {}; // an idle connection keeps no memory
    else
        m_held.remove(0, sent.bytes);
    return true;
}

} // namespace signalbox
