#include "core/session/connectionrecord.h"

#include <algorithm>

namespace signalbox {

namespace {

QString shortened(const QString &text)
{
    if (text.size() <= MaxEventText)
        return text;
    const qsizetype last = MaxEventText - 1;
    return text.first(text.at(last - 1).isHighSurrogate() ? last - 1 : last) + QChar(0x2026);
}

bool isPause(ConnectionEventKind kind)
{
    return kind == ConnectionEventKind::InFlightPause || kind == ConnectionEventKind::WorkPause;
}

} // namespace

void ConnectionRecord::note(WallTime now, ConnectionEventKind kind, const QString &text, qint64 number)
{
    ConnectionEvent event{now, kind, 1, number, shortened(text)};
    const auto known = std::ranges::find_if(m_events, [&event](const ConnectionEvent &other) {
        return other.kind == event.kind && other.text == event.text;
    });
    if (known != m_events.end()) {
        event.count += known->count;
        event.number += isPause(kind) ? known->number : 0;
        m_events.erase(known);
    } else if (m_events.size() == MaxEvents) {
        m_events.erase(m_events.begin());
    }
    m_events.push_back(std::move(event));
}

qint64 ConnectionRecord::eventBytes() const
{
    qint64 bytes = qint64(m_events.capacity() * sizeof(ConnectionEvent));
    for (const ConnectionEvent &event : m_events)
        bytes += event.text.size() * qint64(sizeof(QChar));
    return bytes;
}

} // namespace signalbox
