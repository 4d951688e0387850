#pragma once

#include "core/model/queryrow.h"
#include "core/model/serverevent.h"

namespace signalbox {

//! An event as a query sees it. Refers to the values that it is made of and lives no longer.
class EventQueryRow final : public QueryRow
{
public:
    //! \a shown: the text that a list shows of the event, in which words are looked for as well.
    explicit EventQueryRow(const ServerEvent &event, QStringView shown = {});

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;
    QHostAddress address() const override { return m_event.peer.address; }

private:
    const ServerEvent &m_event;
    QStringView m_shown;
    const RequestRefused *m_refused; //!< null: it is another event
    QString m_level;
    QString m_reason;
    QString m_peer;
    QString m_connection; //!< decimal; empty: none
};

} // namespace signalbox
