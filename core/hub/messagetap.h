#pragma once

#include "core/model/messagelog.h"

namespace signalbox {

class Connection;

//! Observes the messages of one hub: what its clients send, what is sent to one of them alone, and the broadcasts of its
//! shards. Called on its thread for every message, so it has to be fast.
class MessageTap
{
public:
    //! Asked before each add(), and before the entry is made: whether a message of \a size bytes that \a client sends or
    //! gets (null: a broadcast) is wanted. If not, it has been counted as left out.
    virtual bool wants(const Connection *client, qint64 size) = 0;
    //! \a entry has no number and no time; `at` is the default, or when the message was queued.
    virtual void add(LogEntry &&entry) = 0;

protected:
    ~MessageTap() = default;
};

} // namespace signalbox
