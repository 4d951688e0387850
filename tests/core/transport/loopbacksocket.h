#pragma once

#include "core/transport/clientsocket.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <memory>

namespace signalbox::test {

//! A socket over loopback TCP whose client is the test. For fixtures of what is on top of a socket: they call destroySocket()
//! in their destructors, before their own members go.
class LoopbackSocket
{
public:
    //! \a sendBuffer and \a receiveBuffer: see TcpPair.
    explicit LoopbackSocket(const SocketSettings &settings = {}, int sendBuffer = 0, int receiveBuffer = 0)
    {
        TcpPair pair(sendBuffer, receiveBuffer);
        client = std::move(pair.theirs);
        socket = std::make_unique<ClientSocket>(7, loop, std::make_unique<TcpChannel>(std::move(pair.ours)),
                                                Endpoint{QHostAddress(QHostAddress::LocalHost), 1},
                                                Endpoint{QHostAddress(QHostAddress::LocalHost), 2}, settings,
                                                [this](ClientSocket &) {
                                                    ++retired;
                                                    loop.post([this] { socket.reset(); });
                                                });
    }
    Q_DISABLE_COPY_MOVE(LoopbackSocket)

    //! Returns when the loop has handled all that was ready.
    bool turn()
    {
        const auto passed = std::make_shared<bool>(false);
        loop.post([passed] { *passed = true; });
        return waitUntil([passed] { return *passed; });
    }
    bool isRetired()
    {
        return waitUntil([this] { return retired == 1; });
    }

    IoLoop &loop = ioLoop();
    RawClient client;
    std::unique_ptr<ClientSocket> socket; //!< null some time after `retired`
    int retired = 0;

protected:
    ~LoopbackSocket() = default;
    void destroySocket()
    {
        runUntilIdle();
        socket.reset();
    }
};

} // namespace signalbox::test
