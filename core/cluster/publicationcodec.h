#pragma once

// How nodes of a cluster pass publications on. What a publisher's node knows is the payload; the script that numbers it adds
// the rest:
//
//   payload   version (1 byte, 1) | form (1 byte) | client (8) | length of user (2) | user | content      big endian
//   channel   "p SEQ TIME ID EPOCH\n" payload    a publication; TIME in ms since 1970 UTC
//             "c SEQ EPOCH"                      the history up to SEQ was cleared
//             "n EPOCH"                          a new numbering has begun
//   stream    the key has the epoch; an entry SEQ-0 has t TIME, i ID, d payload
//
// Whatever comes from Redis is checked as what comes from a client: anybody with access to it may have written it.

#include "core/hub/roommessage.h"
#include "core/protocol/jsonreader.h"
#include "core/protocol/request.h"

#include <compare>
#include <optional>
#include <variant>

namespace signalbox {

//! Who has published, so that a publication which is sent again is known: the run of one io thread of a node, and a counter
//! that ascends in it. As text: 16 hexadecimal digits, `-`, decimal digits.
struct PublicationId
{
    quint64 run = 0;     //!< random
    quint64 counter = 0; //!< from 1 on

    QByteArray toText() const;
    static std::optional<PublicationId> fromText(QByteArrayView text);
    friend bool operator==(const PublicationId &, const PublicationId &) = default;
};

//! A publication as it came from Redis.
struct ReceivedPublication
{
    RoomMessage message;
    PublicationId id;
    qsizetype size = 0; //!< of its payload
};

//! What the channel of a room announces.
struct RoomNews
{
    struct Cleared
    {
        quint64 seq = 0; //!< of the last publication then
    };
    struct Renumbered
    {
    };
    QString epoch;
    std::variant<ReceivedPublication, Cleared, Renumbered> content;
};

//! Returns the payload of \a publication.
QByteArray payloadOf(const Publication &publication, ConnectionId client, const QString &user);

//! What an epoch that Redis returns may be: 1 to 64 letters and digits.
bool isEpoch(QByteArrayView text);
//! Decimal digits without a sign and a leading zero, at most MaxSequence.
std::optional<quint64> sequenceFrom(QByteArrayView text);

//! Reads what comes from Redis. Keeps memory between texts: one object for each thread.
class PublicationDecoder final
{
public:
    //! None: it is not what a node has written.
    std::optional<ReceivedPublication> entry(quint64 seq, QByteArrayView time, QByteArrayView id,
                                             QByteArrayView payload);
    std::optional<RoomNews> news(QByteArrayView message);

private:
    std::optional<Publication> publication(quint8 form, QByteArrayView content);
    bool isJsonValue(QByteArrayView json);

    JsonReader m_json;
};

} // namespace signalbox
