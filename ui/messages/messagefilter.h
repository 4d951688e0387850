#pragma once

#include "ui/messages/messagering.h"

#include <QSet>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

//! A filter for the message log. A value type.
class MessageFilter
{
public:
    //! Parses \a text into terms, which must all be true, and a free text:
    //!   room:lob  room="my lobby"   contained in the name, without regard to case; or exactly that name
    //!   user:ann  user=ann          the same
    //!   seq:12    seq:12-20         sequence numbers
    //! The free text is searched for in the payload, the user, the room and `#connection`, without regard to
    //! case.
    void setText(const QString &text);
    //! Accepts only messages from or to one of \a connections; nullopt accepts all. A broadcast has no single
    //! connection.
    void setConnections(std::optional<QSet<ConnectionId>> connections);

    bool isActive() const { return !m_terms.empty() || !m_text.isEmpty() || m_connections; }
    //! Rows for missing messages are accepted only if the filter is not active.
    bool accepts(const MessageRow &row) const;

private:
    enum class Field : quint8 { Room, User, Seq };
    struct Term
    {
        Field field = Field::Room;
        bool isExact = false;
        QString text;
        quint64 first = 0; //!< Seq
        quint64 last = 0;

        bool isTrue(const LogEntry &entry) const;
    };

    static std::optional<Term> parseTerm(QStringView name, bool isExact, const QString &value);
    bool matchesText(const LogEntry &entry) const;

    std::vector<Term> m_terms;
    QString m_text;
    QByteArray m_asciiText; //!< lower case; empty when m_text is not all ASCII
    std::optional<QSet<ConnectionId>> m_connections;
};

//! Returns whether \a bytes contains \a lowerNeedle (ASCII, lower case), without regard to the case of ASCII
//! letters. Does not allocate, because a filter reads all payloads of the log.
bool containsIgnoringCase(QByteArrayView bytes, QByteArrayView lowerNeedle);

} // namespace signalbox
