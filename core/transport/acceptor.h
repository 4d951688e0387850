#pragma once

#include "core/base/endpoint.h"
#include "core/base/result.h"
#include "core/base/uniquefd.h"
#include "core/loop/ioloop.h"

#include <functional>
#include <optional>

namespace signalbox {

//! A bound, listening, non-blocking descriptor and its actual address. Created on any thread, moved into an
//! Acceptor.
struct ListeningSocket
{
    UniqueFd socket;
    Endpoint endpoint;
    UniqueFd spare; //!< an open file that the acceptor can give up; empty: there is none

    //! Fails with AddressInUse, NoPermission or Io, naming the address.
    static Result<ListeningSocket> open(const Endpoint &endpoint);
};

//! What is left for an accepted client.
enum class DescriptorSupply : quint8 {
    Plenty,
    Reserve, //!< only the reserve (DescriptorShares): clients of listeners are refused
    Last,    //!< nothing: the descriptor is to be closed before the callback returns, or others wait
};

struct AcceptedClient
{
    UniqueFd socket; //!< non-blocking
    Endpoint peer;
    Endpoint listener;
    DescriptorSupply supply = DescriptorSupply::Plenty;
    std::optional<Endpoint> proxy{}; //!< as ClientAddress
    bool isExempt = false;

    //! Returns the address that limits count by; null: none.
    QHostAddress countedAddress() const { return isExempt ? QHostAddress() : peer.address; }
};

//! Accepts on one listening socket and passes the clients to a callback. Keeps one descriptor open that it
//! gives up to accept a client when there is no other (EMFILE, ENFILE), so that the client gets an answer and
//! does not wait in the kernel. Lives on its io thread.
class Acceptor final : private IoHandler
{
public:
    using Accepted = std::function<void(AcceptedClient &&client)>;
    using Paused = std::function<void(const Endpoint &listener, const QString &why)>;

    //! Failures to accept are logged and passed to \a paused once, and again only after none occurred for \a calm.
    Acceptor(IoLoop &loop, ListeningSocket socket, Accepted accepted, Paused paused = {},
             Milliseconds calm = std::chrono::minutes(1));
    ~Acceptor();
    Q_DISABLE_COPY_MOVE(Acceptor)

private:
    void handleIo(quint32 events) override;
    //! Returns 0 or the error of accept(2).
    int accept(AcceptedClient &client);
    void pause(int error);
    void resume();
    void calmDown();

    IoLoop &m_loop;
    ListeningSocket m_socket;
    Accepted m_accepted;
    Paused m_paused;
    IoLoop::Token m_token = 0;
    WheelTimer m_pause;
    WheelTimer m_calmDown; //!< armed: the pause was logged
    Milliseconds m_calm;
};

} // namespace signalbox
