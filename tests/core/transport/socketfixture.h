#pragma once

#include "tests/core/transport/loopbacksocket.h"

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

//! A socket with a RecordingProtocol.
class SocketFixture final : public LoopbackSocket
{
public:
    explicit SocketFixture(const SocketSettings &settings = {}, int sendBuffer = 0, int receiveBuffer = 0)
        : LoopbackSocket(settings, sendBuffer, receiveBuffer)
    {
        socket->setProtocol(&protocol);
        protocol.onAbort = [this] { socket->retire(); };
    }
    ~SocketFixture() { destroySocket(); }
    Q_DISABLE_COPY_MOVE(SocketFixture)

    RecordingProtocol protocol;
};

} // namespace signalbox::test
