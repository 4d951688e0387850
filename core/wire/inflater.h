#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

struct z_stream_s;

namespace signalbox {

//! Inflates the payloads of permessage-deflate (RFC 7692 section 7.2.2) as they arrive, never beyond a limit.
//!
//! The window is always the largest, 32 KiB: whatever a client agreed to, its bytes are read the same however
//! they are cut into pieces. With zlib's own state that is about 40 KiB for each inflater.
class Inflater
{
public:
    enum class Status : quint8 {
        Ok,
        Corrupt, //!< no DEFLATE data
        TooBig,  //!< \a out has reached the limit, and there is more
    };

    Inflater();

    //! Appends to \a out what \a compressed brings. \a out never grows beyond \a limit bytes (0 = no limit);
    //! what was inflated before a failure is in it. After a failure only reset() is of use.
    Status inflate(QByteArrayView compressed, qint64 limit, QByteArray &out);
    //! The message is complete: adds the 00 00 FF FF that its sender took away. Corrupt when the data does
    //! not end with a block.
    Status finish(qint64 limit, QByteArray &out);
    //! Forgets everything, the window too.
    void reset();

private:
    struct End
    {
        void operator()(z_stream_s *stream) const;
    };
    std::unique_ptr<z_stream_s, End> m_stream;
};

} // namespace signalbox
