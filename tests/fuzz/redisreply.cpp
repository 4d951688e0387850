// The replies of Redis are the same however their bytes are split, and within the bounds of the scanner. What is written
// as a reply or a command is read as it was.
// Settings: sizes of the pieces.

#include "fuzz.h"

#include "core/cluster/replyreader.h"

#include <QList>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

struct Parsed
{
    std::vector<RedisReply> replies;
    bool hasFailed = false;
};

void take(ReplyReader &reader, QByteArrayView bytes, Parsed &parsed)
{
    reader.feed(bytes);
    while (std::optional<RedisReply> reply = reader.take())
        parsed.replies.push_back(*std::move(reply));
    const bool failed = reader.error() != nullptr;
    require(failed || !parsed.hasFailed, "an error is final");
    parsed.hasFailed = failed;
}

Parsed parse(QByteArrayView bytes)
{
    ReplyReader reader;
    Parsed parsed;
    take(reader, bytes, parsed);
    return parsed;
}

bool isSame(const RedisReply &one, const RedisReply &other)
{
    return one.type == other.type && one.integer == other.integer && one.bytes == other.bytes &&
           std::ranges::equal(one.elements, other.elements, isSame);
}

void requireSame(const std::vector<RedisReply> &one, const std::vector<RedisReply> &other,
                 const char *invariant)
{
    require(std::ranges::equal(one, other, isSame), invariant);
}

struct Size
{
    qint64 elements = 0;
    qint64 content = 0;
};

void measure(const RedisReply &reply, std::size_t depth, Size &size)
{
    require(depth <= ReplyScanner::MaxDepth, "arrays are not nested deeper than announced");
    size.elements += qint64(reply.elements.size());
    size.content += reply.bytes.size();
    for (const RedisReply &element : reply.elements)
        measure(element, depth + 1, size);
}

QByteArray written(const RedisReply &reply)
{
    switch (reply.type) {
    case RedisReply::Type::Nil:
        return "$-1\r\n";
    case RedisReply::Type::Integer:
        return ':' + QByteArray::number(reply.integer) + "\r\n";
    case RedisReply::Type::Status:
        return '+' + reply.bytes + "\r\n";
    case RedisReply::Type::Error:
        return '-' + reply.bytes + "\r\n";
    case RedisReply::Type::String:
        return '$' + QByteArray::number(reply.bytes.size()) + "\r\n" + reply.bytes + "\r\n";
    case RedisReply::Type::Array:
        break;
    }
    QByteArray array = '*' + QByteArray::number(quint64(reply.elements.size())) + "\r\n";
    for (const RedisReply &element : reply.elements)
        array += written(element);
    return array;
}

void checkCommand(QByteArrayView bytes)
{
    std::vector<QByteArray> arguments;
    for (const QByteArray &argument : bytes.toByteArray().split(' '))
        arguments.push_back(argument);
    const Parsed parsed = parse(ReplyReader::format(arguments));
    require(!parsed.hasFailed && parsed.replies.size() == 1, "a command is an array");
    require(std::ranges::equal(parsed.replies.front().elements, arguments, {}, &RedisReply::bytes),
            "of its arguments");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<4> input(data, size);
    const Parsed whole = parse(input.rest);
    ReplyReader reader;
    Parsed pieces;
    inPieces(input.rest, input.settings, [&](QByteArrayView piece) { take(reader, piece, pieces); });
    if (!input.rest.isEmpty())
        require(whole.hasFailed == pieces.hasFailed, "an error does not depend on the pieces");
    if (!whole.hasFailed)
        requireSame(whole.replies, pieces.replies, "replies do not depend on the pieces");

    QByteArray again;
    for (const RedisReply &reply : pieces.replies) {
        Size measured;
        measure(reply, 0, measured);
        require(measured.elements <= ReplyScanner::MaxElements, "a reply has no more elements than it may");
        require(measured.content <= ReplyScanner::MaxContent, "nor bytes");
        again += written(reply);
    }
    const Parsed rewritten = parse(again);
    require(!rewritten.hasFailed, "replies can be written");
    requireSame(rewritten.replies, pieces.replies, "and read as they were");
    checkCommand(input.rest);
    return 0;
}
