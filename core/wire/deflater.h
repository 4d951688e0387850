#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>

struct z_stream_s;

namespace signalbox {

struct DeflaterSettings
{
    int windowBits = 15; //!< MinWindowBits to MaxWindowBits
    int level = 1;       //!< 1 (fast) to 9 (small)
    int memoryLevel = 8; //!< 1 to 9, as zlib counts it

    friend bool operator==(const DeflaterSettings &, const DeflaterSettings &) = default;
};

//! Deflates messages into payloads of permessage-deflate (RFC 7692 section 7.2.1), each referring to the ones
//! before it unless reset() comes between them.
//!
//! Memory: 2^(windowBits + 2) + 2^(memoryLevel + 9) bytes and 6 KiB; 262 KiB as it stands above.
class Deflater
{
public:
    explicit Deflater(const DeflaterSettings &settings);

    const DeflaterSettings &settings() const { return m_settings; }

    //! The payload of a frame with RSV1, or nothing when it would not be smaller than \a message: the peer is
    //! then sent the message as it is, and what follows does not refer to anything before.
    std::optional<QByteArray> deflate(QByteArrayView message);
    //! What follows does not refer to anything before.
    void reset();

private:
    struct End
    {
        void operator()(z_stream_s *stream) const;
    };
    DeflaterSettings m_settings;
    std::unique_ptr<z_stream_s, End> m_stream;
};

} // namespace signalbox
