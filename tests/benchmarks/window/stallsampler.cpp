#include "stallsampler.h"

#include "turnclock.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

constexpr int MaxFrames = 48;
constexpr int HandlerFrames = 2; // the handler and the return from it

struct Sample
{
    std::array<void *, MaxFrames> frames{};
    int count = 0;
};

// Written by the handler, on the watched thread, which also reads them.
std::array<Sample, StallSampler::MaxSamples> samples;
std::atomic<int> sampleCount{0};

void takeSample(int)
{
    const int index = sampleCount.load(std::memory_order_relaxed);
    if (index >= StallSampler::MaxSamples)
        return;
    Sample &sample = samples[std::size_t(index)];
    sample.count = ::backtrace(sample.frames.data(), MaxFrames);
    sampleCount.store(index + 1, std::memory_order_relaxed);
}

//! Returns the name of a function without its parameters; empty: it has none.
std::string nameOf(void *address)
{
    Dl_info info{};
    if (!::dladdr(address, &info) || !info.dli_sname)
        return {};
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> demangled(
        abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status), &std::free);
    std::string name = demangled ? demangled.get() : info.dli_sname;
    return name.substr(0, std::min(name.find('('), name.find('<')));
}

} // namespace

StallSampler::StallSampler(double intervalMs)
    : m_interval(std::int64_t(intervalMs * 1e6))
    , m_watched(::pthread_self())
{
    ::pthread_getcpuclockid(m_watched, &m_clock);
    std::array<void *, 1> warmUp{};
    ::backtrace(warmUp.data(), 1); // loads the unwinder, which a signal handler must not do
    struct sigaction action
    {
    };
    action.sa_handler = takeSample;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGUSR2, &action, nullptr);
    m_thread = std::thread([this] { watch(); });
}

StallSampler::~StallSampler()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void StallSampler::turnEnded(double milliseconds, double printedMs)
{
    const int count = sampleCount.load(std::memory_order_relaxed);
    if (milliseconds >= printedMs) {
        std::fprintf(stderr, "a turn of %.1f ms of CPU time:\n", milliseconds);
        for (int i = 0; i < count; ++i) {
            const Sample &sample = samples[std::size_t(i)];
            std::string line;
            for (int frame = HandlerFrames; frame < sample.count; ++frame) {
                const std::string name = nameOf(sample.frames[std::size_t(frame)]);
                if (!name.empty())
                    line += (line.empty() ? "" : " < ") + name;
            }
            std::fprintf(stderr, "  %s\n", line.c_str());
        }
    }
    sampleCount.store(0, std::memory_order_relaxed);
    m_turnBegan = nowOf(CLOCK_THREAD_CPUTIME_ID);
}

void StallSampler::watch()
{
    std::int64_t turn = 0;
    int taken = 0;
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, std::chrono::milliseconds(1), [this] { return m_isEnding; })) {
        const std::int64_t began = m_turnBegan;
        if (began != turn) {
            turn = began;
            taken = 0;
        }
        if (began == 0 || taken >= MaxSamples || nowOf(m_clock) - began < m_interval * (taken + 1))
            continue;
        ++taken;
        ::pthread_kill(m_watched, SIGUSR2);
    }
}
