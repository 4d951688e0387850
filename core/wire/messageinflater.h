#pragma once

#include "core/wire/deflateoffer.h"
#include "core/wire/inflater.h"

namespace signalbox {

//! The inflating side of one connection, message by message.
//!
//! With context takeover it keeps an Inflater (about 40 KiB) from the first compressed message on. Without,
//! it borrows one for as long as a message takes: each thread keeps one at hand, and only messages that
//! arrive in pieces at the same time need more. Between messages nothing is held then. A thread lends to the
//! connections that live on it.
class MessageInflater
{
public:
    explicit MessageInflater(const DeflateParameters &parameters)
        : m_takeover(parameters.clientTakeover)
    {
    }
    ~MessageInflater();
    Q_DISABLE_COPY_MOVE(MessageInflater)

    //! As Inflater::inflate().
    Inflater::Status append(QByteArrayView compressed, qint64 limit, QByteArray &message);
    //! As Inflater::finish(); the next append() begins another message.
    Inflater::Status finish(qint64 limit, QByteArray &message);

    //! Compressed bytes of the message so far.
    quint64 consumedBytes() const { return m_consumedBytes; }
    bool holdsInflater() const { return m_inflater != nullptr; }

private:
    bool m_takeover;
    quint64 m_consumedBytes = 0;
    std::unique_ptr<Inflater> m_inflater;
};

} // namespace signalbox
