#pragma once

#include "core/cluster/redislink.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

namespace signalbox {

//! Whether Redis does not know the script that was called: it has been restarted, or its scripts were flushed.
inline bool isScriptUnknown(const RedisResult &result)
{
    const auto *reply = std::get_if<RedisReply>(&result);
    return reply && reply->type == RedisReply::Type::Error && reply->bytes.startsWith("NOSCRIPT");
}

//! Returns the digests of the \a Count scripts of an enumeration with a textOf(): SHA-1 in hexadecimal digits, by which EVALSHA
//! names a script.
template <typename Script, std::size_t Count>
std::array<QByteArray, Count> scriptDigests()
{
    std::array<QByteArray, Count> digests;
    for (std::size_t i = 0; i < Count; ++i)
        digests[i] = QCryptographicHash::hash(textOf(Script(i)), QCryptographicHash::Sha1).toHex();
    return digests;
}

//! Returns the command that calls \a script, one of those with a textOf() and a digestOf().
template <typename Script>
std::vector<QByteArray> scriptCommand(Script script, std::vector<QByteArray> keys,
                                      std::vector<QByteArray> arguments)
{
    std::vector<QByteArray> command{"EVALSHA", digestOf(script), QByteArray::number(quint64(keys.size()))};
    command.reserve(command.size() + keys.size() + arguments.size());
    std::ranges::move(keys, std::back_inserter(command));
    std::ranges::move(arguments, std::back_inserter(command));
    return command;
}

//! Calls \a script, and loads it if need be: then later calls may come before it.
template <typename Script>
void callScript(RedisLink &link, Script script, std::vector<QByteArray> keys,
                std::vector<QByteArray> arguments, RedisLink::Done done)
{
    std::vector<QByteArray> command = scriptCommand(script, std::move(keys), std::move(arguments));
    link.command(command,
                 [&link, script, command, done = std::move(done)](const RedisResult &result) mutable {
                     if (!isScriptUnknown(result))
                         return done(result);
                     command[0] = "EVAL";
                     command[1] = textOf(script);
                     link.command(std::move(command), std::move(done));
                 });
}

} // namespace signalbox
