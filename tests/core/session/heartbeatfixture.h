#pragma once

#include "core/session/heartbeat.h"

#include <QByteArrayList>

#include <algorithm>
#include <functional>
#include <vector>

namespace signalbox::test {

using namespace std::chrono_literals;

inline const TimePoint Start{1h};

inline constexpr quint64 PingSize = 10;

//! A heartbeat whose clock, network and peer are ours. What is written is acknowledged at once, unless a test
//! says otherwise.
class Patient final : private HeartbeatOwner
{
public:
    explicit Patient(HeartbeatSettings settings = {25s, 10s}, double phase = 0)
        : heartbeat(wheel, settings, *this, Start, phase)
    {
    }

    //! In steps, like a loop: a timer armed by a timer fires too, and what was queued leaves.
    void pass(Milliseconds time)
    {
        for (const TimePoint end = now + time; now < end;) {
            now = std::min(end, now + 10ms);
            if (everyStep)
                everyStep();
            wheel.advance(now);
            flush();
        }
    }
    void flush()
    {
        if (!isQueued || isBlocked || silences > 0)
            return;
        isQueued = false;
        write(PingSize);
        heartbeat.pingSent(now, written);
    }
    void write(quint64 bytes)
    {
        written += bytes;
        acknowledged += acknowledges ? bytes : 0;
    }
    void pingNow()
    {
        heartbeat.pingNow(now);
        flush();
    }
    void receive() { received = now; }
    bool pong() { return pong(pings.last()); }
    bool pong(const QByteArray &payload) { return receive(), heartbeat.takePong(payload, now); }

    TimePoint now = Start;
    TimePoint received = Start;
    TimingWheel wheel{Start};
    QByteArrayList pings;            //!< those queued
    std::function<void()> everyStep; //!< every 10 ms
    bool isBlocked = false;          //!< the kernel takes nothing
    bool acknowledges = true;
    bool hasUnread = false;
    quint64 arrived = 0;
    quint64 written = 0;
    quint64 acknowledged = 0;
    int questions = 0; //!< system calls
    int silences = 0;
    TimePoint silentAt;
    std::vector<bool> answers;
    Heartbeat heartbeat; //!< last: it asks the others

private:
    void sendPing(const QByteArray &payload) override
    {
        pings.append(payload);
        isQueued = true;
    }
    TimePoint lastReceived() const override { return received; }
    quint64 acknowledgedBytes() const override
    {
        return ++const_cast<Patient *>(this)->questions, acknowledged;
    }
    bool hasUnreadInput() const override { return hasUnread; }
    quint64 arrivedBytes() const override { return arrived; }
    TimePoint clock() const override { return now; }
    void peerIsSilent() override
    {
        ++silences;
        silentAt = now;
    }
    void pingAnswered(bool answered) override { answers.push_back(answered); }

    bool isQueued = false;
};

inline constexpr Milliseconds Tick = 20ms; // as late as a wheel may be

} // namespace signalbox::test
