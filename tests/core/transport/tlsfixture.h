#pragma once

#include "core/transport/tlschannel.h"
#include "core/transport/tlscontext.h"
#include "tests/core/transport/tlspeer.h"
#include "tests/support/testcertificates.h"

#include <vector>

//! Channels of ours, each with a client at its other end.
class TlsFixture
{
public:
    struct Pair
    {
        std::unique_ptr<signalbox::TlsChannel> channel;
        std::unique_ptr<TlsPeer> peer;
    };

    bool init();
    //! TCP only. \a buffer: bytes of the socket buffers, 0 as the kernel likes.
    Pair connect(int version = TLS1_3_VERSION, SSL_SESSION *session = nullptr, int buffer = 0);
    //! And hands shaken.
    Pair open(int version = TLS1_3_VERSION, SSL_SESSION *session = nullptr, int buffer = 0);
    bool shakeHands(Pair &pair);
    //! What was read is told by received().
    signalbox::IoResult read(signalbox::TlsChannel &channel);
    QByteArray readUntil(signalbox::TlsChannel &channel, qsizetype size);
    QByteArray received(qint64 bytes) const { return m_buffer.first(qsizetype(bytes)); }
    static signalbox::IoResult write(signalbox::TlsChannel &channel, const QList<QByteArray> &parts);

private:
    TestCertificates m_files;
    std::shared_ptr<const signalbox::TlsContext> m_context;
    QByteArray m_buffer = QByteArray(64 * 1024, Qt::Uninitialized);
};

//! Bytes that do not repeat soon.
QByteArray noise(qsizetype size);
