#include "core/model/eventqueryrow.h"

namespace signalbox {

namespace {

QString reasonOf(const ServerEventBody &body)
{
    if (const auto *refused = std::get_if<RequestRefused>(&body))
        return refused->reason;
    if (const auto *limit = std::get_if<LimitReached>(&body))
        return QString::fromLatin1(causeInfo(limit->cause).name);
    return QString::fromLatin1(eventName(body));
}

} // namespace

EventQueryRow::EventQueryRow(const ServerEvent &event, QStringView shown)
    : m_event(event)
    , m_shown(shown)
    , m_refused(std::get_if<RequestRefused>(&event.body))
    , m_level(QString::fromLatin1(eventLevelName(event.level)))
    , m_reason(reasonOf(event.body))
    , m_peer(event.peer.address.isNull() ? QString() : event.peer.toString())
    , m_connection(event.connection.isNull() ? QString() : event.connection.toString())
{
}

void EventQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    const bool isAny = field == QueryField::Any;
    if (isAny)
        texts.append(m_shown);
    if (isAny || field == QueryField::Level)
        texts.append(m_level);
    if (isAny || field == QueryField::Reason)
        texts.append(m_reason);
    if (isAny || field == QueryField::User)
        texts.append(m_event.user);
    if (isAny || field == QueryField::Address)
        texts.append(m_peer);
    if (field == QueryField::Id)
        texts.append(m_connection);
    if (!m_refused)
        return;
    const bool isOrigin = m_refused->subject == RequestRefused::Subject::Origin;
    const bool isPath = m_refused->subject == RequestRefused::Subject::Path;
    if (isAny || (isOrigin && field == QueryField::Origin) || (isPath && field == QueryField::Path))
        texts.append(m_refused->value);
}

std::optional<qint64> EventQueryRow::number(QueryField field) const
{
    switch (field) {
    case QueryField::Id:
        return m_event.connection.isNull() ? std::nullopt : std::optional(qint64(m_event.connection.value()));
    case QueryField::Code:
        return m_refused && m_refused->status > 0 ? std::optional<qint64>(m_refused->status) : std::nullopt;
    case QueryField::Occurrences:
        return qint64(m_event.count);
    default:
        return std::nullopt;
    }
}

} // namespace signalbox
