#include "core/cluster/replyreader.h"

#include <hiredis/hiredis.h>

namespace signalbox {

namespace {

RedisReply converted(const redisReply &reply)
{
    RedisReply made;
    switch (reply.type) {
    case REDIS_REPLY_INTEGER:
        made.type = RedisReply::Type::Integer;
        made.integer = reply.integer;
        break;
    case REDIS_REPLY_STATUS:
        made.type = RedisReply::Type::Status;
        break;
    case REDIS_REPLY_ERROR:
        made.type = RedisReply::Type::Error;
        break;
    case REDIS_REPLY_STRING:
        made.type = RedisReply::Type::String;
        break;
    case REDIS_REPLY_ARRAY:
        made.type = RedisReply::Type::Array;
        made.elements.reserve(reply.elements);
        for (std::size_t i = 0; i < reply.elements; ++i)
            made.elements.push_back(
                converted(*reply.element[i])); // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
        break;
    default: // nil
        break;
    }
    if (reply.str && reply.type != REDIS_REPLY_ARRAY)
        made.bytes = QByteArray(reply.str, qsizetype(reply.len));
    return made;
}

} // namespace

void ReplyReader::Free::operator()(redisReader *reader) const
{
    redisReaderFree(reader);
}

ReplyReader::ReplyReader()
    : m_reader(redisReaderCreate())
{
}

bool ReplyReader::feed(QByteArrayView bytes)
{
    if (m_error)
        return false;
    m_error = m_scanner.scan(bytes);
    if (!m_error && redisReaderFeed(m_reader.get(), bytes.data(), std::size_t(bytes.size())) != REDIS_OK)
        m_error = "there is not enough memory";
    return !m_error;
}

std::optional<RedisReply> ReplyReader::take()
{
    if (m_error)
        return {};
    void *taken = nullptr;
    if (redisReaderGetReply(m_reader.get(), &taken) != REDIS_OK) {
        m_error = "a reply cannot be parsed";
        return {};
    }
    if (!taken)
        return {};
    auto *reply = static_cast<redisReply *>(taken);
    RedisReply made = converted(*reply);
    freeReplyObject(reply);
    return made;
}

QByteArray ReplyReader::format(const std::vector<QByteArray> &arguments)
{
    std::vector<const char *> data;
    std::vector<std::size_t> sizes;
    data.reserve(arguments.size());
    sizes.reserve(arguments.size());
    for (const QByteArray &argument : arguments) {
        data.push_back(argument.constData());
        sizes.push_back(std::size_t(argument.size()));
    }
    char *formatted = nullptr;
    const int size = redisFormatCommandArgv(&formatted, int(arguments.size()), data.data(), sizes.data());
    if (size < 0)
        return {};
    QByteArray command(formatted, size);
    redisFreeCommand(formatted);
    return command;
}

} // namespace signalbox
