#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/protocol/content.h"
#include "core/wire/preparedmessage.h"

#include <QString>

namespace signalbox {

//! What somebody says, in the form it came in. One of the two is there.
struct Publication
{
    PreparedMessage plain;   //!< verbatim, from a plain member or the server itself
    EnvelopeContent content; //!< from an envelope member

    qint64 size() const { return plain.isNull() ? content.json.size() : plain.payload().size(); }
};

//! A plain message as the envelope carries it.
EnvelopeContent contentOf(const PreparedMessage &plain);

//! A message of a room as its home numbered and stamped it. Becomes what members of the other kind get when
//! that is first asked for. Lives on the home's io thread.
class RoomMessage final
{
public:
    RoomMessage(const Publication &publication, ConnectionId client, const QString &user, quint64 seq,
                WallTime time)
        : m_plain(publication.plain)
        , m_content(publication.content)
        , m_client(client)
        , m_user(user)
        , m_seq(seq)
        , m_time(time)
    {
    }

    quint64 seq() const { return m_seq; }
    //! For plain members.
    const PreparedMessage &plain();
    //! For those with an envelope. \a room is the one it was said in.
    const PreparedMessage &envelope(QStringView room);
    //! What it takes in memory, roughly.
    qint64 bytes() const;

private:
    PreparedMessage m_plain;   //!< null: nobody asked yet
    EnvelopeContent m_content; //!< empty: it came from a plain member
    ConnectionId m_client;     //!< null: the server itself
    QString m_user;
    quint64 m_seq;
    WallTime m_time;
    PreparedMessage m_envelope;
};

} // namespace signalbox
