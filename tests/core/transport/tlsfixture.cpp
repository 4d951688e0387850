#include "tests/core/transport/tlsfixture.h"

using namespace signalbox;
using namespace Qt::StringLiterals;
using Kind = IoResult::Kind;
using State = Channel::State;

QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 value = 1;
    for (char &byte : bytes) {
        value = value * 1664525u + 1013904223u;
        byte = char(value >> 24);
    }
    return bytes;
}

bool TlsFixture::init()
{
    if (!m_files.make(u"server"_s))
        return false;
    const auto context =
        TlsContext::create({m_files.path(u"server.crt"_s), m_files.path(u"server.key"_s), {}});
    if (context)
        m_context = *context;
    return context.isOk();
}

TlsFixture::Pair TlsFixture::connect(int version, SSL_SESSION *session, int buffer)
{
    const auto [server, client] = tcpPair(buffer);
    return {std::make_unique<TlsChannel>(*m_context, UniqueFd(server)),
            std::make_unique<TlsPeer>(client, version, session)};
}

TlsFixture::Pair TlsFixture::open(int version, SSL_SESSION *session, int buffer)
{
    Pair pair = connect(version, session, buffer);
    if (!shakeHands(pair))
        qFatal("no handshake");
    return pair;
}

bool TlsFixture::shakeHands(Pair &pair)
{
    for (int round = 0; round < 10; ++round) {
        const bool isDone = pair.peer->shakeHands();
        const QByteArray flight = pair.peer->fanout();
        if (!flight.isEmpty()) {
            pair.peer->sendRaw(flight);
            if (!isReadable(pair.channel->descriptor()) || read(*pair.channel).kind != Kind::Again)
                return false;
        }
        if (isDone && pair.channel->state() == State::Secure)
            return true;
        if (!isReadable(pair.peer->fd()))
            return false;
        pair.peer->take(pair.peer->receiveRaw());
    }
    return false;
}

IoResult TlsFixture::read(TlsChannel &channel)
{
    return channel.read({m_buffer.data(), std::size_t(m_buffer.size())});
}

QByteArray TlsFixture::readUntil(TlsChannel &channel, qsizetype size)
{
    QByteArray all;
    while (all.size() < size && isReadable(channel.descriptor())) {
        const IoResult result = read(channel);
        if (result.kind == Kind::End || result.kind == Kind::Reset)
            break;
        all.append(m_buffer.constData(), qsizetype(result.bytes));
    }
    return all;
}

IoResult TlsFixture::write(TlsChannel &channel, const QList<QByteArray> &parts)
{
    std::vector<iovec> vectors;
    for (const QByteArray &part : parts)
        vectors.push_back({const_cast<char *>(part.constData()), std::size_t(part.size())});
    return channel.write(vectors);
}
