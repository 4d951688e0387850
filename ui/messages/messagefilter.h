#pragma once

#include "ui/messages/messagering.h"

#include <QSet>
#include <QString>

#include <optional>

namespace signalbox {

//! Which messages the log shows. Plain value.
class MessageFilter
{
public:
    //! Case does not matter. Looked for in the payload, the user, the room and `#connection`.
    void setText(const QString &text);
    //! Only messages from or to one of \a connections; nullopt: all. A broadcast belongs to no single
    //! connection.
    void setConnections(std::optional<QSet<ConnectionId>> connections);

    bool isActive() const { return !m_text.isEmpty() || m_connections; }
    //! Rows that stand for missing messages are shown only where nothing is filtered.
    bool accepts(const MessageRow &row) const;

private:
    bool matchesText(const LogEntry &entry) const;

    QString m_text;
    QByteArray m_asciiText; //!< lower case; empty when m_text is not all ASCII
    std::optional<QSet<ConnectionId>> m_connections;
};

//! Does \a bytes contain \a lowerNeedle (ASCII, lower case), ignoring the case of ASCII letters? Never
//! allocates: a filter looks at all payloads of the log at once.
bool containsIgnoringCase(QByteArrayView bytes, QByteArrayView lowerNeedle);

} // namespace signalbox
