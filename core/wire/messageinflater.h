#pragma once

#include "core/wire/deflateoffer.h"
#include "core/wire/inflater.h"

#include <vector>

namespace signalbox {

//! Decompresses the messages of one connection.
//!
//! With context takeover it keeps an Inflater (about 40 KiB) from the first compressed message on. Without
//! context takeover it has one only during a message: each thread keeps a spare one for its connections, and
//! more are allocated only while several compressed messages are incomplete at the same time. Of the messages
//! it keeps the last DeflateParameters::keptContext bytes at most, for clients that refer to them although
//! the response did not allow that.
class MessageInflater
{
public:
    explicit MessageInflater(const DeflateParameters &parameters)
        : m_takeover(parameters.clientTakeover)
        , m_maxContext(parameters.clientTakeover ? 0 : parameters.keptContext)
    {
    }
    ~MessageInflater();
    Q_DISABLE_COPY_MOVE(MessageInflater)

    //! See Inflater::inflate().
    Inflater::Status append(QByteArrayView compressed, qint64 limit, QByteArray &message);
    //! See Inflater::finish(); \a message is what append() has filled. The next append() begins a new message.
    Inflater::Status finish(qint64 limit, QByteArray &message);

    //! Returns the number of compressed bytes of the current message so far.
    quint64 consumedBytes() const { return m_consumedBytes; }
    //! Returns the memory that is held for this connection, roughly.
    qint64 heldBytes() const { return qint64(m_context.capacity()) + (m_inflater ? Inflater::Bytes : 0); }

private:
    void acquire();
    void keepContext(QByteArrayView message);

    bool m_takeover;
    quint16 m_maxContext;
    quint64 m_consumedBytes = 0;
    std::vector<char> m_context; //!< the last bytes of the messages, at most m_maxContext
    std::unique_ptr<Inflater> m_inflater;
};

} // namespace signalbox
