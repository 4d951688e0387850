#pragma once

#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"
#include "core/wire/preparedmessage.h"

namespace signalbox {

//! The compression settings of an open connection.
struct DeflateTerms
{
    DeflateParameters parameters; //!< as negotiated
    int level = 1;                //!< of zlib, 1 to 9
    qint64 minSize = 0;           //!< smaller messages are sent uncompressed

    friend bool operator==(const DeflateTerms &, const DeflateTerms &) = default;
};

//! Encodes the messages to one connection as frames.
//!
//! Without context takeover a message is compressed once for all connections, and no state is kept here. What
//! does not fit into a peer's window is sent to it uncompressed: small windows are the most expensive ones. With context takeover each connection compresses its messages in the order of sending,
//! with its own Deflater: at most 38 KiB, allocated with the first compressed message.
class FrameEncoder
{
public:
    explicit FrameEncoder(const DeflateTerms &terms);

    //! Returns whether encode() may return another frame than PreparedMessage::frame().
    bool compresses(const PreparedMessage &message) const
    {
        const qsizetype size = message.payload().size();
        return size >= m_terms.minSize && size <= m_maxSize;
    }
    //! Returns the memory of the state that is kept between messages.
    qint64 heldBytes() const;
    //! Returns the frame to send. All encoded frames must be sent, in the order of encoding.
    FrameBuffer encode(const PreparedMessage &message);

private:
    DeflaterSettings takeoverSettings() const;

    DeflateTerms m_terms;
    qsizetype m_maxSize;                  //!< larger messages may contain references beyond the peer's window
    std::unique_ptr<Deflater> m_deflater; //!< with takeover
};

} // namespace signalbox
