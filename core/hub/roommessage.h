#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/protocol/content.h"
#include "core/wire/preparedmessage.h"

#include <QString>

#include <utility>

namespace signalbox {

//! What a client or the server publishes, in the form in which it arrived. One of the two is there.
struct Publication
{
    PreparedMessage plain;   //!< unchanged, from a plain member or the server itself
    EnvelopeContent content; //!< from an envelope member

    qint64 size() const { return plain.isNull() ? content.json.size() : plain.payload().size(); }
};

//! A plain message as the envelope carries it.
EnvelopeContent contentOf(const PreparedMessage &plain);

//! A publication of a room, with the seq and time that the broker gave it. The form for members of the other
//! kind is prepared on first use. Lives on the io thread of the room's shard; when it is const, on any thread.
class RoomMessage final
{
public:
    RoomMessage(Publication &&publication, ConnectionId client, const QString &user, quint64 seq,
                WallTime time)
        : m_plain(std::move(publication.plain))
        , m_content(std::move(publication.content))
        , m_client(client)
        , m_user(user)
        , m_seq(seq)
        , m_time(time)
    {
    }

    quint64 seq() const { return m_seq; }
    //! Null: the server itself.
    ConnectionId client() const { return m_client; }
    const QString &user() const { return m_user; }
    WallTime time() const { return m_time; }
    //! Its content as it arrived; refers to this message.
    PublishedContent published() const;
    //! For plain members.
    const PreparedMessage &plain();
    //! For members with an envelope. \a room is the room it was published in.
    const PreparedMessage &envelope(QStringView room);
    //! The text of envelope(), which is not kept.
    QByteArray envelopeText(QStringView room) const;
    //! Frees all but the form in which it was published, when the members have got the others.
    void dropConverted();
    //! A history begins or ceases to keep this message: the memory of its frame counts there.
    void setKept(bool kept) const { m_plain.setKept(kept); }
    //! Memory that its forms and its user take beside the object itself.
    qint64 bytes() const;

private:
    qint64 publishedSize() const
    {
        return m_content.json.isEmpty() ? m_plain.payload().size() : m_content.json.size();
    }

    PreparedMessage m_plain;   //!< null: not prepared yet
    EnvelopeContent m_content; //!< empty: a plain member published it
    ConnectionId m_client;
    QString m_user;
    quint64 m_seq;
    WallTime m_time;
    PreparedMessage m_envelope; //!< null: not prepared yet
};

} // namespace signalbox
