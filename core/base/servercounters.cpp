#include "core/base/servercounters.h"

namespace signalbox {

using namespace std::chrono_literals;

namespace {

constexpr std::array<Nanoseconds, 15> RttBounds{100us, 250us, 500us, 1ms,   2500us, 5ms,    10ms, 25ms,
                                                50ms,  100ms, 250ms, 500ms, 1s,     2500ms, 10s};
constexpr std::array<Nanoseconds, 15> FanoutBounds{10us, 25us, 50us, 100us, 250us, 500us, 1ms, 2500us,
                                                   5ms,  10ms, 25ms, 50ms,  100ms, 250ms, 1s};
constexpr std::array<Nanoseconds, 13> LagBounds{100us, 250us, 500us, 1ms,   2500us, 5ms, 10ms,
                                                25ms,  50ms,  100ms, 250ms, 500ms,  1s};

} // namespace

DisconnectKey DisconnectKey::of(const ConnectionEnd &end)
{
    return {closeCodeLabel(end.code), end.initiator, end.cause};
}

ServerCounters::ServerCounters()
    : pingRtt(RttBounds)
    , fanout(FanoutBounds)
    , loopLag(LagBounds)
{
}

void CounterSets::provide(std::size_t workers)
{
    while (m_sets.size() < workers)
        m_sets.emplace_back();
}

} // namespace signalbox
