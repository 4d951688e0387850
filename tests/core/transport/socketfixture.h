#pragma once

#include "core/transport/clientsocket.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <functional>

namespace signalbox::test {

//! A protocol that records what the socket reports.
struct RecordingProtocol final : public SocketProtocol
{
    Phase phase() const override { return current; }
    qsizetype receive(std::span<char> bytes) override
    {
        const qsizetype taken = std::min(qsizetype(bytes.size()), takesAtMost);
        received.append(bytes.data(), taken);
        ++deliveries;
        if (onReceive)
            onReceive();
        return taken;
    }
    qint64 bufferedBytes() const override { return buffered; }
    qint64 compressionBytes() const override { return compressed; }
    bool handleInputEnd() override
    {
        ++inputEnds;
        if (onInputEnd)
            onInputEnd();
        return answersInputEnd;
    }
    void handleWritten(qint64 bytes) override { written += bytes; }
    void handleBehindChanged(bool isBehind) override { behindChanges.push_back(isBehind); }
    bool handleDeadline() override
    {
        ++deadlines;
        if (onDeadline)
            onDeadline();
        return bool(onDeadline);
    }
    void handleOverload(Cause cause, const char *) override { overloads.push_back(cause); }
    void abort(const CloseReason &) override
    {
        ++aborts;
        if (onAbort)
            onAbort();
    }
    void handleLost(Cause cause) override { losses.push_back(cause); }
    void handleSocketDestroyed() override { ++destroyed; }

    Phase current = Phase::Request;
    qsizetype takesAtMost = 1024 * 1024;
    qint64 buffered = 0;
    qint64 compressed = 0;
    bool answersInputEnd = false;
    QByteArray received;
    int deliveries = 0;
    int inputEnds = 0;
    int deadlines = 0;
    int aborts = 0;
    int destroyed = 0;
    qint64 written = 0;
    std::vector<bool> behindChanges;
    std::vector<Cause> overloads;
    std::vector<Cause> losses;
    std::function<void()> onReceive;
    std::function<void()> onInputEnd;
    std::function<void()> onDeadline;
    std::function<void()> onAbort;
};

//! A socket over loopback TCP whose client is the test.
class SocketFixture final
{
public:
    explicit SocketFixture(const SocketSettings &settings = {}, int sendBuffer = 0, int receiveBuffer = 0)
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
        socket->setProtocol(&protocol);
        protocol.onAbort = [this] { socket->retire(); };
    }
    ~SocketFixture()
    {
        runUntilIdle();
        socket.reset();
    }
    Q_DISABLE_COPY_MOVE(SocketFixture)

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
    RecordingProtocol protocol;
    std::unique_ptr<ClientSocket> socket; //!< null some time after `retired`
    int retired = 0;
};

} // namespace signalbox::test
