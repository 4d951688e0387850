#include "core/admin/messagereaders.h"

#include "core/http/jsonwriter.h"
#include "core/model/queryrows.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

void writeClient(JsonWriter &json, ConnectionId client)
{
    json.key("client");
    if (client.isNull())
        json.null();
    else
        json.value(client.toString());
}

//! Returns \a utf8 without the character at its end that was cut.
QByteArrayView withoutPartOfCharacter(QByteArrayView utf8)
{
    qsizetype begin = utf8.size();
    while (begin > 0 && (quint8(utf8[begin - 1]) & 0xC0) == 0x80)
        --begin;
    if (begin == 0)
        return utf8;
    const auto lead = quint8(utf8[--begin]);
    const qsizetype length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return utf8.size() - begin < length ? utf8.first(begin) : utf8;
}

} // namespace

QByteArray messageLine(const LogEntry &entry)
{
    const bool isText = entry.type == MessageType::Text;
    const bool isBroadcast = entry.connection.isNull();
    JsonWriter json;
    json.beginObject().member("time", toRfc3339(entry.time));
    json.key("dir").utf8(entry.direction == Direction::In ? "in" : "out");
    json.key("type");
    if (entry.envelopeType.isEmpty())
        json.utf8(isText ? "text" : "binary");
    else
        json.value(QString::fromUtf8(entry.envelopeType));
    if (!entry.room.isEmpty())
        json.member("room", entry.room);
    json.member("user", isBroadcast ? entry.from : entry.user);
    writeClient(json, isBroadcast ? entry.publisher : entry.connection);
    json.member("size", entry.size);
    if (isText) {
        json.key("text").utf8(withoutPartOfCharacter(entry.payload));
    } else {
        json.key("base64").utf8(entry.payload.toBase64());
    }
    if (entry.isTruncated())
        json.member("cut", true);
    return json.endObject().take() + '\n';
}

//! Handles the batch of its owner.
class MessageReaders::Job final : public SlicedJob
{
public:
    explicit Job(MessageReaders &readers)
        : m_readers(readers)
    {
    }

    bool run(TimePoint end) override { return m_readers.handleUntil(end); }

private:
    MessageReaders &m_readers;
};

MessageReaders::MessageReaders(SlicedJobs &jobs, MessageSource &source)
    : m_jobs(jobs)
    , m_source(source)
{
}

MessageReaders::~MessageReaders()
{
    m_isWriting = true; // a stream that ends must not call back
    if (!m_readers.empty())
        m_source.end();
}

void MessageReaders::add(Query filter, const ApiStream &stream)
{
    if (!stream.isOpen())
        return; // HEAD, or the client has left
    const auto reader = std::make_shared<Reader>(Reader{std::move(filter), stream});
    m_readers.push_back(reader);
    const std::weak_ptr<Reader> known = reader;
    stream.onLeft([this, known] {
        if (const auto left = known.lock()) {
            left->hasLeft = true;
            sweep();
        }
    });
    stream.onSent([known] {
        if (const auto written = known.lock())
            reportDropped(*written);
    });
    if (m_readers.size() == 1)
        m_source.begin([this](LogBatch &&batch) { take(std::move(batch)); });
}

void MessageReaders::take(LogBatch &&batch)
{
    m_batch = std::move(batch);
    m_next = 0;
    m_hasBatch = true;
    for (const auto &reader : m_readers)
        reader->dropped += m_batch.leftOut;
    if (!std::exchange(m_hasJob, true))
        m_jobs.add(std::make_unique<Job>(*this));
}

bool MessageReaders::handleUntil(TimePoint end)
{
    while (m_next < m_batch.entries.size()) {
        handle(m_batch.entries[m_next++]);
        if (Clock::now() >= end && m_next < m_batch.entries.size())
            return false;
    }
    m_isWriting = true;
    for (const auto &reader : m_readers)
        reportDropped(*reader);
    m_isWriting = false;
    m_batch = {};
    m_next = 0;
    m_hasJob = false;
    sweep();
    if (std::exchange(m_hasBatch, false))
        m_source.acknowledge();
    return true;
}

void MessageReaders::handle(const LogEntry &entry)
{
    const MessageQueryRow row(entry);
    QByteArray line;
    m_isWriting = true;
    for (const auto &reader : m_readers) {
        if (reader->hasLeft || !reader->filter.accepts(row))
            continue;
        if (!reportDropped(*reader)) {
            ++reader->dropped;
            continue;
        }
        if (line.isEmpty())
            line = messageLine(entry);
        reader->stream.write(line);
    }
    m_isWriting = false;
    sweep();
}

//! Says how many messages are missing before the next line. Returns whether \a reader takes another line.
bool MessageReaders::reportDropped(Reader &reader)
{
    if (reader.stream.unsentBytes() >= MaxUnsent)
        return false;
    if (reader.dropped > 0) {
        JsonWriter json;
        json.beginObject().member("dropped", std::exchange(reader.dropped, 0)).endObject();
        reader.stream.write(json.take() + '\n');
    }
    return true;
}

void MessageReaders::sweep()
{
    if (m_isWriting || std::erase_if(m_readers, [](const auto &reader) { return reader->hasLeft; }) == 0 ||
        !m_readers.empty())
        return;
    m_batch = {};
    m_next = 0;
    m_hasBatch = false;
    m_source.end();
}

} // namespace signalbox
