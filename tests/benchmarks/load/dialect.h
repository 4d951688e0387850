#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace load {

//! What clients say to a server, and what it says to them. Plain: a message is its content. Envelope: that of Signalbox.
//! Socket.IO: its protocol, version 5, over Engine.IO, version 4, with `peers/socketio`.
class Dialect
{
public:
    enum class Kind { Plain, Envelope, SocketIo };

    struct Incoming
    {
        enum class Kind {
            Message,
            Ack,
            Ready,   //!< the client may publish, and is in the room of its path
            Request, //!< `content` has to be sent
            Other
        };
        Kind kind = Kind::Other;
        QByteArrayView content = {};
        quint64 id = 0; //!< of an Ack
    };

    static QByteArray handshakeFields(Kind kind);
    //! Returns the content of a message, see messageOfSize(); for JSON without characters that would be escaped.
    static QByteArray contentOfSize(Kind kind, qsizetype size);
    //! \a room empty: that of the path.
    static QByteArray publication(Kind kind, QByteArrayView room, const QByteArray &content, quint64 id);
    //! Not for Plain.
    static QByteArray join(Kind kind, QByteArrayView room, quint64 id);
    static Incoming read(Kind kind, QByteArrayView payload);
};

} // namespace load
