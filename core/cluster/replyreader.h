#pragma once

#include "core/cluster/redisreply.h"
#include "core/cluster/replyscanner.h"

#include <memory>
#include <optional>

struct redisReader;

namespace signalbox {

//! Parses the replies of one connection, with hiredis.
class ReplyReader final
{
public:
    ReplyReader();

    //! Takes bytes as they come. Returns false if they are not the protocol of Redis, or announce too much: nothing can be read
    //! any more.
    bool feed(QByteArrayView bytes);
    //! The next whole reply.
    std::optional<RedisReply> take();
    //! Why feed() or take() has failed, in static storage; null: they have not.
    const char *error() const { return m_error; }

    //! Returns a command as it is sent.
    static QByteArray format(const std::vector<QByteArray> &arguments);

private:
    struct Free
    {
        void operator()(redisReader *reader) const;
    };

    ReplyScanner m_scanner;
    std::unique_ptr<redisReader, Free> m_reader;
    const char *m_error = nullptr;
};

} // namespace signalbox
