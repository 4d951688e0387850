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
    int memoryLevel = 8; //!< memLevel of zlib, 1 to 9

    //! Bytes that a Deflater takes.
    qint64 memory() const
    {
        return (qint64(1) << (windowBits + 2)) + (qint64(1) << (memoryLevel + 9)) + qint64(6) * 1024;
    }
};

//! Compresses messages into payloads of permessage-deflate (RFC 7692 section 7.2.1). Each message may refer
//! to the earlier ones since the last reset().
//!
//! Memory: see DeflaterSettings::memory(); 262 KiB with the defaults.
class Deflater
{
public:
    explicit Deflater(const DeflaterSettings &settings);

    //! Returns the payload of a frame with RSV1, or nothing if it would not be smaller than \a message: then
    //! the message must be sent uncompressed, and the stream is reset.
    std::optional<QByteArray> deflate(QByteArrayView message);
    //! Makes the next message independent of earlier ones.
    void reset();
    //! Resets, and compresses later messages with \a level, 1 to 9. The memory is reused.
    void reset(int level);

private:
    struct End
    {
        void operator()(z_stream_s *stream) const;
    };
    std::unique_ptr<z_stream_s, End> m_stream;
};

} // namespace signalbox
