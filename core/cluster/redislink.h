#pragma once

#include "core/cluster/redisreply.h"

#include <functional>

namespace signalbox {

//! Receives the events of a RedisLink, on its thread.
class RedisLinkHandler
{
public:
    //! Commands can be executed, and channels subscribed to.
    virtual void linkUp() = 0;
    //! All subscriptions are gone. The commands that were under way have got RedisLinkLost before this.
    virtual void linkDown() = 0;
    //! Redis confirms a SUBSCRIBE or UNSUBSCRIBE, in the order in which they were sent.
    virtual void subscribed(const QByteArray &channel) = 0;
    virtual void unsubscribed(const QByteArray &channel) = 0;
    virtual void received(const QByteArray &channel, const QByteArray &payload) = 0;

protected:
    ~RedisLinkHandler() = default;
};

//! The connection of this node to Redis: one connection for commands, and one for subscriptions; it is up while both are. Lives on
//! the broker's thread, which makes all calls and receives all events; an implementation connects again by itself.
class RedisLink
{
public:
    using Done = std::function<void(const RedisResult &result)>;

    virtual ~RedisLink() = default;

    //! Handlers get each event in the order in which they were added; linkUp() at once if the link is up. They are in use until
    //! the link ends.
    virtual void addHandler(RedisLinkHandler &handler) = 0;
    virtual bool isUp() const = 0;
    //! Sends a command. \a done is called once, never during this call, in the order of the commands: with RedisLinkLost if the
    //! link is down or goes down, or when the command alone is larger than what may wait to be sent (64 MiB). Nothing is kept for a
    //! later connection. \a done may send further commands.
    virtual void command(std::vector<QByteArray> arguments, Done done) = 0;
    //! Has no effect while the link is down.
    virtual void subscribe(const QByteArray &channel) = 0;
    virtual void unsubscribe(const QByteArray &channel) = 0;
};

} // namespace signalbox
