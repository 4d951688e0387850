#pragma once

#include "core/base/endpoint.h"
#include "core/base/result.h"
#include "core/base/uniquefd.h"
#include "core/loop/ioloop.h"

#include <functional>

namespace signalbox {

//! A bound, listening, non-blocking descriptor and its actual address. Created on any thread, moved into an
//! Acceptor.
struct ListeningSocket
{
    UniqueFd socket;
    Endpoint endpoint;

    //! Fails with AddressInUse, NoPermission or Io, naming the address.
    static Result<ListeningSocket> open(const Endpoint &endpoint);
};

//! Accepts on one listening socket and passes the descriptors to a callback. Lives on its io thread.
class Acceptor final : private IoHandler
{
public:
    using Accepted = std::function<void(UniqueFd socket, const Endpoint &peer, const Endpoint &listener)>;

    //! Failures to accept are logged once, and again only after none occurred for \a calm.
    Acceptor(IoLoop &loop, ListeningSocket socket, Accepted accepted,
             Milliseconds calm = std::chrono::minutes(1));
    ~Acceptor();
    Q_DISABLE_COPY_MOVE(Acceptor)

private:
    void handleIo(quint32 events) override;
    void pause(int error);
    void resume();
    void calmDown();

    IoLoop &m_loop;
    ListeningSocket m_socket;
    Accepted m_accepted;
    IoLoop::Token m_token = 0;
    WheelTimer m_pause;
    WheelTimer m_calmDown; //!< armed: the pause was logged
    Milliseconds m_calm;
};

} // namespace signalbox
