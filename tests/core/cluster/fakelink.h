#pragma once

#include "core/cluster/redislink.h"

#include <QByteArrayList>

#include <deque>

namespace signalbox::test {

//! A connection to Redis whose replies the test gives.
class FakeLink final : public RedisLink
{
public:
    struct Command
    {
        std::vector<QByteArray> arguments;
        Done done;
    };

    void addHandler(RedisLinkHandler &handler) override { handlers.push_back(&handler); }
    bool isUp() const override { return m_isUp; }
    void command(std::vector<QByteArray> arguments, Done done) override
    {
        commands.push_back({std::move(arguments), std::move(done)});
    }
    void subscribe(const QByteArray &channel) override { channels.push_back('+' + channel); }
    void unsubscribe(const QByteArray &channel) override { channels.push_back('-' + channel); }

    void setUp()
    {
        m_isUp = true;
        for (RedisLinkHandler *handler : handlers)
            handler->linkUp();
    }
    //! What is under way is lost.
    void setDown()
    {
        m_isUp = false;
        while (!commands.empty())
            answer(RedisLinkLost());
        for (RedisLinkHandler *handler : handlers)
            handler->linkDown();
    }
    //! Answers the oldest command.
    void answer(const RedisResult &result)
    {
        const Command command = std::move(commands.front());
        commands.pop_front();
        command.done(result);
    }
    void answer(qint64 number) { answer(RedisReply{.type = RedisReply::Type::Integer, .integer = number}); }
    void fail(const QByteArray &error)
    {
        answer(RedisReply{.type = RedisReply::Type::Error, .bytes = error});
    }

    std::vector<RedisLinkHandler *> handlers;
    std::deque<Command> commands;
    QByteArrayList channels;

private:
    bool m_isUp = false;
};

} // namespace signalbox::test
