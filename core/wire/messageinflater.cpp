#include "core/wire/messageinflater.h"

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
    if (!m_inflater)
        m_inflater = acquireInflater();
    m_consumedBytes += quint64(compressed.size());
    return m_inflater->inflate(compressed, limit, message);
}

Inflater::Status MessageInflater::finish(qint64 limit, QByteArray &message)
{
    if (!m_inflater)
        m_inflater = acquireInflater();
    const Inflater::Status status = m_inflater->finish(limit, message);
    m_consumedBytes = 0;
    if (!m_takeover)
        releaseInflater(std::move(m_inflater));
    return status;
}

} // namespace signalbox
