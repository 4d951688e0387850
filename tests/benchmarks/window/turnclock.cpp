#include "turnclock.h"

#include <algorithm>
#include <chrono>

std::int64_t nowOf(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return time.tv_sec * std::int64_t(1'000'000'000) + time.tv_nsec;
}

TurnClock::TurnClock()
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(std::chrono::milliseconds(2));
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { turn(); });
}

void TurnClock::begin()
{
    m_turns.clear();
    m_longestCpu = 0;
    m_begun = m_last = nowOf(CLOCK_MONOTONIC);
    m_cpuBegun = m_lastCpu = nowOf(CLOCK_THREAD_CPUTIME_ID);
    m_timer.start();
}

TurnClock::Report TurnClock::finish()
{
    m_timer.stop();
    turn();
    std::ranges::sort(m_turns);
    const auto countOver = [this](std::int64_t milliseconds) {
        return int(m_turns.end() - std::ranges::upper_bound(m_turns, milliseconds * 1'000'000));
    };
    Report report;
    report.longestMs = double(m_turns.back()) / 1e6;
    report.longestCpuMs = double(m_longestCpu) / 1e6;
    report.p99Ms = double(m_turns[(m_turns.size() - 1) * 99 / 100]) / 1e6;
    report.over16 = countOver(16);
    report.over50 = countOver(50);
    report.cpuShare = double(m_lastCpu - m_cpuBegun) / double(m_last - m_begun);
    return report;
}

void TurnClock::turn()
{
    const std::int64_t time = nowOf(CLOCK_MONOTONIC);
    const std::int64_t cpu = nowOf(CLOCK_THREAD_CPUTIME_ID);
    m_turns.push_back(time - m_last);
    m_longestCpu = std::max(m_longestCpu, cpu - m_lastCpu);
    m_last = time;
    m_lastCpu = cpu;
}
