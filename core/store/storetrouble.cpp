#include "core/store/storetrouble.h"

#include "core/base/units.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcStore, "signalbox.store", QtInfoMsg)

} // namespace

void StoreTrouble::failed(const Database::Failure &failure)
{
    const std::scoped_lock lock(m_mutex);
    ++m_stats.failures[std::size_t(failure.kind)];
    say(failure.text);
}

void StoreTrouble::lost(const QString &why)
{
    const std::scoped_lock lock(m_mutex);
    ++m_stats.lost;
    say(why);
}

//! Locked.
void StoreTrouble::say(const QString &why)
{
    const TimePoint now = Clock::now();
    if (!m_isFailing) {
        m_isFailing = true;
        m_failingSince = m_saidAt = now;
        m_lostBefore = m_stats.lost > 0 ? m_stats.lost - 1 : 0;
        qCWarning(lcStore, "%s: cannot be used: %s; the server goes on, and tries it again",
                  qPrintable(m_path), qPrintable(why));
    } else if (now - m_saidAt >= SayEvery) {
        m_saidAt = now;
        qCWarning(lcStore, "%s: still cannot be used: %s; %llu writes are lost", qPrintable(m_path),
                  qPrintable(why), static_cast<unsigned long long>(m_stats.lost - m_lostBefore));
    }
}

void StoreTrouble::succeeded()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_isFailing)
        return;
    m_isFailing = false;
    const auto lasted = std::chrono::duration_cast<Milliseconds>(Clock::now() - m_failingSince);
    qCInfo(lcStore, "%s: is written again, after %s; %llu writes are lost", qPrintable(m_path),
           qPrintable(formatDuration(lasted)), static_cast<unsigned long long>(m_stats.lost - m_lostBefore));
}

void StoreTrouble::ended(bool isClean)
{
    if (!isClean)
        qCWarning(lcStore, "%s: not all could be written; the next start gives its rooms new epochs",
                  qPrintable(m_path));
}

bool StoreTrouble::isFailing() const
{
    const std::scoped_lock lock(m_mutex);
    return m_isFailing;
}

StoreStats StoreTrouble::stats() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stats;
}

} // namespace signalbox
