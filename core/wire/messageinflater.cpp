#include "core/wire/messageinflater.h"

#include <algorithm>

namespace signalbox {

namespace {

thread_local std::unique_ptr<Inflater> spare;

std::unique_ptr<Inflater> acquireInflater()
{
    return spare ? std::move(spare) : std::make_unique<Inflater>();
}

void releaseInflater(std::unique_ptr<Inflater> inflater)
{
    if (!inflater || spare)
        return;
    inflater->reset();
    spare = std::move(inflater);
}

} // namespace

MessageInflater::~MessageInflater()
{
    releaseInflater(std::move(m_inflater));
}

Inflater::Status MessageInflater::append(QByteArrayView compressed, qint64 limit, QByteArray &message)
{
    acquire();
    m_consumedBytes += quint64(compressed.size());
    return m_inflater->inflate(compressed, limit, message);
}

Inflater::Status MessageInflater::finish(qint64 limit, QByteArray &message)
{
    acquire();
    const Inflater::Status status = m_inflater->finish(limit, message);
    m_consumedBytes = 0;
    if (!m_takeover)
        releaseInflater(std::move(m_inflater));
    if (m_maxContext > 0 && status == Inflater::Status::Ok)
        keepContext(message);
    return status;
}

void MessageInflater::acquire()
{
    if (m_inflater)
        return;
    m_inflater = acquireInflater();
    if (!m_context.empty())
        m_inflater->setContext(m_context);
}

//! The memory grows by doubling, because most connections send less than the maximum.
void MessageInflater::keepContext(QByteArrayView message)
{
    const std::size_t most = m_maxContext;
    const QByteArrayView added = message.last(std::min(message.size(), qsizetype(most)));
    const std::size_t kept = std::min(m_context.size(), most - std::size_t(added.size()));
    m_context.erase(m_context.begin(), m_context.end() - std::ptrdiff_t(kept));
    const std::size_t needed = kept + std::size_t(added.size());
    if (needed > m_context.capacity())
        m_context.reserve(std::min(most, std::max(needed, 2 * m_context.capacity())));
    m_context.insert(m_context.end(), added.begin(), added.end());
}

} // namespace signalbox
