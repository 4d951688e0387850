#pragma once

#include "core/wire/deflateoffer.h"
#include "core/wire/inflater.h"

namespace signalbox {

//! Decompresses the messages of one connection.
//!
//! With context takeover it keeps an Inflater (about 40 KiB) from the first compressed message on. Without
//! context takeover it has one only during a message: each thread keeps a spare one for its connections, and
//! more are allocated only while several compressed messages are incomplete at the same time.
class MessageInflater
{
public:
    explicit MessageInflater(const DeflateParameters &parameters)
        : m_takeover(parameters.clientTakeover)
    {
    }
    ~MessageInflater();
    Q_DISABLE_COPY_MOVE(MessageInflater)

    //! See Inflater::inflate().
    Inflater::Status append(QByteArrayView compressed, qint64 limit, QByteArray &message);
    //! See Inflater::finish(). The next append() begins a new message.
    Inflater::Status finish(qint64 limit, QByteArray &message);

    //! Returns the number of compressed bytes of the current message so far.
    quint64 consumedBytes() const { return m_consumedBytes; }

private:
    bool m_takeover;
    quint64 m_consumedBytes = 0;
    std::unique_ptr<Inflater> m_inflater;
};

} // namespace signalbox
