#pragma once

#include "core/base/clock.h"
#include "core/hub/roommessage.h"

#include <QString>

namespace signalbox {

//! A message that the server itself sends, for an operator or the embedding program: bytes, which plain members get as they
//! are, or JSON, which members with an envelope get as it is. Copies share it. Any thread.
struct ServerMessage
{
    ServerMessage() = default;
    ServerMessage(PreparedMessage plain); // NOLINT(google-explicit-constructor): the usual message
    ServerMessage(EnvelopeContent content, QString sender);

    Publication publication{};
    QString from{}; //!< sent as `from` in the envelope; empty: nobody

    //! For plain connections.
    PreparedMessage plain() const;
    //! For connections with an envelope: a `direct`.
    PreparedMessage direct(WallTime time) const;
    //! For connections with an envelope, of a message to all: a `notice` of a text, which is for people; else a `direct`.
    PreparedMessage notice(WallTime time) const;
    //! As an envelope carries it.
    EnvelopeContent content() const;
};

} // namespace signalbox
