#pragma once

#include <QByteArray>
#include <QString>

#include <variant>
#include <vector>

namespace signalbox {

//! A reply of Redis (RESP2).
struct RedisReply
{
    enum class Type : quint8 { Nil, Integer, Status, Error, String, Array };

    Type type = Type::Nil;
    qint64 integer = 0;
    QByteArray bytes = {};                 //!< of Status, Error and String
    std::vector<RedisReply> elements = {}; //!< of Array
};

//! A command has no reply: there is no connection, or it was lost while the command was under way. Redis may have executed it.
struct RedisLinkLost
{
};

using RedisResult = std::variant<RedisReply, RedisLinkLost>;

//! Returns the reply in \a result, if it is one that is no error; null otherwise.
inline const RedisReply *replyOf(const RedisResult &result)
{
    const auto *reply = std::get_if<RedisReply>(&result);
    return reply && reply->type != RedisReply::Type::Error ? reply : nullptr;
}

} // namespace signalbox
