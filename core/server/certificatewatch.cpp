#include "core/server/certificatewatch.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

using std::chrono::days;

constexpr std::array<Milliseconds, 4> Notices{days(30), days(7), days(1), days(0)}; // before the end
constexpr Milliseconds LongestWait = days(1);

} // namespace

CertificateWatch::CertificateWatch(std::function<void(WallTime)> ending, std::function<WallTime()> clock)
    : m_ending(std::move(ending))
    , m_clock(std::move(clock))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &CertificateWatch::check);
}

void CertificateWatch::watch(std::optional<WallTime> validUntil)
{
    m_timer.stop();
    m_validUntil = validUntil;
    m_passed = 0;
    check();
}

void CertificateWatch::check()
{
    if (!m_validUntil)
        return;
    const Milliseconds left = *m_validUntil - m_clock();
    const auto passed =
        std::size_t(std::ranges::count_if(Notices, [left](Milliseconds notice) { return left <= notice; }));
    const bool isDue = passed > std::exchange(m_passed, std::max(m_passed, passed));
    if (m_passed < Notices.size())
        m_timer.start(std::clamp(left - Notices[m_passed], Milliseconds(1), LongestWait));
    if (isDue)
        m_ending(*m_validUntil);
}

} // namespace signalbox
