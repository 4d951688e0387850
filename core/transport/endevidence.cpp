#include "core/transport/clientsocket.h"

// What a ClientSocket knows about the end of its connection.

namespace signalbox {

namespace {

//! Whether the kernel is asked. An end that the peer or an operator wanted needs no evidence of the line.
bool concernsTheLine(Cause cause)
{
    switch (cause) {
    case Cause::ConnectionLost:
    case Cause::ConnectionReset:
    case Cause::NoPong:
    case Cause::QueueOverflow:
    case Cause::QueuedTooLong:
    case Cause::WriteStalled:
        return true;
    default:
        return false;
    }
}

bool isSlow(Cause cause)
{
    return cause == Cause::QueueOverflow || cause == Cause::QueuedTooLong || cause == Cause::WriteStalled;
}

} // namespace

EndEvidence ClientSocket::evidence(Cause cause) const
{
    const TimePoint now = m_loop.now();
    const auto since = [now](TimePoint at) { return std::chrono::duration_cast<Milliseconds>(now - at); };
    EndEvidence evidence;
    evidence.cause = cause;
    evidence.code = causeInfo(cause).code;
    evidence.sinceReceived = since(m_lastReceived);
    evidence.sinceTraffic = since(std::max(m_lastReceived, m_lastSent));
    evidence.queuedBytes = m_outbox.queuedBytes();
    evidence.droppedMessages = m_stats.droppedMessages();
    if (concernsTheLine(cause)) {
        evidence.kernel = m_channel->kernelQueue();
        evidence.error = m_channel->error();
        if (const char *error = m_channel->tlsError())
            evidence.detail = error;
    }
    if (isSlow(cause))
        evidence.reading = m_readingMeter.rate(now, *m_channel, evidence.queuedBytes);
    if (cause == Cause::Overloaded)
        evidence.heldBytes = memoryShare();
    return evidence;
}

} // namespace signalbox
