#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

struct z_stream_s;

namespace signalbox {

//! Decompresses the payloads of permessage-deflate (RFC 7692 section 7.2.2) as they arrive, up to a limit.
//!
//! The window is always the maximum, 32 KiB, so that the result does not depend on the segmentation if a
//! client uses a larger window than negotiated.
class Inflater
{
public:
    //! Memory that an inflater needs, roughly: its state and the window.
    static constexpr qint64 Bytes = 40 * 1024;

    enum class Status : quint8 {
        Ok,
        Corrupt, //!< invalid DEFLATE data
        TooBig,  //!< the output exceeds the limit
    };

    Inflater();

    //! Appends the decompressed bytes to \a out, which never grows beyond \a limit bytes (0 = no limit).
    //! After a failure \a out contains the bytes before it, and only reset() may be called.
    Status inflate(QByteArrayView compressed, qint64 limit, QByteArray &out);
    //! Ends the message with the 00 00 FF FF that its sender removed. Returns Corrupt if the data does not
    //! end with a complete block.
    Status finish(qint64 limit, QByteArray &out);
    //! Resets the stream and the window.
    void reset();
    //! After reset(), before inflate(): allows references to \a context, the end of earlier messages. It is
    //! not output, and does not count towards a limit.
    void setContext(QByteArrayView context);

private:
    struct End
    {
        void operator()(z_stream_s *stream) const;
    };
    std::unique_ptr<z_stream_s, End> m_stream;
};

} // namespace signalbox
