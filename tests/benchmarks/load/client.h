#pragma once

// One connection of the load:
//
//   Idle ── start() ──► Connecting ──► Upgrading ──► Open ──► Closing ──► Ended ── start() again
//
// ended() is called exactly once per start(), in any case.

#include "clientframes.h"
#include "link.h"
#include "target.h"

#include "core/wire/deflater.h"
#include "core/wire/inflater.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace load {

class Client;

//! Events of clients for a workload. Handlers must not call start(); all other functions are allowed.
class ClientEvents
{
public:
    virtual void opened(Client &client) = 0;
    virtual void message(Client &client, QByteArrayView payload) = 0;
    virtual void ponged(Client &client, QByteArrayView payload) = 0;
    //! \a code: the code of the server's Close, 1005 without a code, 1006 without a Close.
    virtual void ended(Client &client, int code) = 0;

protected:
    ~ClientEvents() = default;
};

//! Data shared by all clients of a process.
struct ClientContext
{
    std::vector<Target> targets; //!< all with TLS or none
    QByteArray fields;           //!< further ones of the handshake
    bool binary = false;
    bool deflate = false;
    TlsContext tls;
    int epoll = -1;
    ClientEvents *events = nullptr;
    signalbox::Deflater deflater{signalbox::DeflaterSettings{}};
    signalbox::Inflater inflater;
    std::vector<char> scratch = std::vector<char>(256 * 1024);
    quint64 pingsSeen = 0;
};

//! Socket buffer sizes in bytes; 0 = the default of the kernel.
struct SocketBuffers
{
    int receive = 0;
    int send = 0;
};

class Client
{
public:
    Client(ClientContext &context, int number)
        : m_context(context)
        , m_number(number)
    {
    }
    Q_DISABLE_COPY_MOVE(Client)

    int number() const { return m_number; }
    bool isOpen() const { return m_state == State::Open; }
    bool hasEnded() const { return m_state == State::Ended; }
    bool isUnderWay() const { return m_state == State::Connecting || m_state == State::Upgrading; }

    //! Connects, from the loopback address for connection \a count. Returns false if there are no more
    //! descriptors or ports.
    bool start(quint64 count, SocketBuffers buffers = {});
    void handleIo(quint32 events);

    void send(QByteArrayView payload);
    void ping(QByteArrayView payload);
    void close();
    //! Off: data of the server fills the buffers of the kernel, then those of the server.
    void setReading(bool reading);
    qsizetype unsentBytes() const { return m_out.size() - m_outSent; }

private:
    enum class State : quint8 { Idle, Connecting, Upgrading, Open, Closing, Ended };

    const Target &target() const
    {
        return m_context.targets[std::size_t(m_number) % m_context.targets.size()];
    }
    void sendRequest();
    void queue(const QByteArray &bytes);
    void write();
    void read();
    void receive(QByteArrayView bytes);
    void takeResponse(QByteArrayView bytes);
    void takeFrame(const ServerFrames::Frame &frame);
    void takeData(const ServerFrames::Frame &frame);
    void deliver(QByteArrayView payload, bool compressed);
    void end(int code);
    void watch();

    ClientContext &m_context;
    int m_number;
    State m_state = State::Idle;
    bool m_reading = true;
    bool m_blocked = false;
    bool m_deflates = false;
    bool m_compressed = false;
    int m_closeCode = 1006;
    quint32 m_watched = 0;
    signalbox::UniqueFd m_socket;
    std::unique_ptr<Link> m_link;
    QByteArray m_out;
    qsizetype m_outSent = 0;
    QByteArray m_head;
    QByteArray m_fragments;
    ServerFrames m_frames;
};

} // namespace load
