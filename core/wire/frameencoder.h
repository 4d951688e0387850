#pragma once

#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"
#include "core/wire/preparedmessage.h"

namespace signalbox {

//! How an open connection compresses.
struct DeflateTerms
{
    DeflateParameters parameters; //!< as negotiated
    int level = 1;                //!< ours: 1 to 9
    qint64 minSize = 0;           //!< smaller messages are sent as they are

    friend bool operator==(const DeflateTerms &, const DeflateTerms &) = default;
};

//! Chooses the frames that one connection is sent.
//!
//! Without context takeover a message is compressed once for all connections with the same terms, and nothing
//! is kept here. With it each connection compresses for itself, in the order of sending, with a Deflater of
//! its own: 38 KiB at most, from its first compressed message on.
class FrameEncoder
{
public:
    explicit FrameEncoder(const DeflateTerms &terms);

    //! True when encode() may give another frame than PreparedMessage::frame().
    bool compresses(const PreparedMessage &message) const
    {
        return message.payload().size() >= m_terms.minSize;
    }
    //! The frame to send; it must be sent, and before any that is encoded later.
    QByteArray encode(const PreparedMessage &message);

private:
    DeflateTerms m_terms;
    std::unique_ptr<Deflater> m_deflater; //!< with takeover
};

} // namespace signalbox
