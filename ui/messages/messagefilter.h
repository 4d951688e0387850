#pragma once

#include "ui/messages/messagering.h"

#include <QSet>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

//! Which messages the log shows. Plain value.
class MessageFilter
{
public:
    //! Terms, which must all be true, and a text.
    //!   room:lob  room="my lobby"   contained in the name, in any case; or exactly that name
    //!   user:ann  user=ann          the same
    //!   seq:12    seq:12-20         numbers in the room
    //! What is no term is the text: looked for, in any case, in the payload, the user, the room and
    //! `#connection`.
    void setText(const QString &text);
    //! Only messages from or to one of \a connections; nullopt: all. A broadcast belongs to no single
    //! connection.
    void setConnections(std::optional<QSet<ConnectionId>> connections);

    bool isActive() const { return !m_terms.empty() || !m_text.isEmpty() || m_connections; }
    //! Rows that stand for missing messages are shown only where nothing is filtered.
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

//! Does \a bytes contain \a lowerNeedle (ASCII, lower case), ignoring the case of ASCII letters? Never
//! allocates: a filter looks at all payloads of the log at once.
bool containsIgnoringCase(QByteArrayView bytes, QByteArrayView lowerNeedle);

} // namespace signalbox
