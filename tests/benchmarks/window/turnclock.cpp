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

void TurnClock::explainTurnsFrom(double milliseconds)
{
    m_explainedMs = milliseconds;
    m_sampler.emplace(milliseconds / StallSampler::MaxSamples);
}

void TurnClock::begin()
{
    m_turns.clear();
    m_cpuTurns.clear();
    m_begun = m_last = nowOf(CLOCK_MONOTONIC);
    m_cpuBegun = m_lastCpu = nowOf(CLOCK_THREAD_CPUTIME_ID);
    m_timer.start();
    if (m_sampler)
        m_sampler->turnEnded(0, 1);
}

TurnClock::Report TurnClock::finish()
{
    m_timer.stop();
    turn();
    if (m_sampler)
        m_sampler->pause();
    std::ranges::sort(m_turns);
    std::ranges::sort(m_cpuTurns);
    const auto countOver = [](const std::vector<std::int64_t> &sorted, std::int64_t milliseconds) {
        return int(sorted.end() - std::ranges::upper_bound(sorted, milliseconds * 1'000'000));
    };
    Report report;
    report.longestMs = double(m_turns.back()) / 1e6;
    report.longestCpuMs = double(m_cpuTurns.back()) / 1e6;
    report.p99Ms = double(m_turns[(m_turns.size() - 1) * 99 / 100]) / 1e6;
    report.over16 = countOver(m_turns, 16);
    report.over50 = countOver(m_turns, 50);
    report.cpuOver16 = countOver(m_cpuTurns, 16);
    report.cpuOver50 = countOver(m_cpuTurns, 50);
    report.cpuShare = double(m_lastCpu - m_cpuBegun) / double(m_last - m_begun);
    return report;
}

void TurnClock::turn()
{
    const std::int64_t time = nowOf(CLOCK_MONOTONIC);
    const std::int64_t cpu = nowOf(CLOCK_THREAD_CPUTIME_ID);
    m_turns.push_back(time - m_last);
    m_cpuTurns.push_back(cpu - m_lastCpu);
    if (m_sampler)
        m_sampler->turnEnded(double(cpu - m_lastCpu) / 1e6, m_explainedMs);
    m_last = time;
    m_lastCpu = cpu;
}
