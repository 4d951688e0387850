#include "ui/messages/messageexport.h"

#include "ui/messages/messagestore.h"
#include "ui/messages/payloadtext.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds SliceTime{8};

} // namespace

QByteArray exportedMessage(const MessageRow &row)
{
    const LogEntry &entry = row.entry;
    QJsonObject object{{u"time"_s, toRfc3339(entry.time)}};
    if (row.isGap()) {
        object.insert(u"dropped"_s, qint64(row.leftOut));
        return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    }
    const bool isText = entry.type == MessageType::Text;
    object.insert(u"dir"_s, entry.direction == Direction::In ? u"in"_s : u"out"_s);
    object.insert(u"type"_s, isText ? u"text"_s : u"binary"_s);
    object.insert(u"size"_s, entry.size);
    if (!entry.room.isEmpty())
        object.insert(u"room"_s, entry.room);
    if (!entry.user.isEmpty())
        object.insert(u"user"_s, entry.user);
    if (!entry.connection.isNull())
        object.insert(u"client"_s, entry.connection.toString());
    else
        object.insert(u"recipients"_s, qint64(entry.recipients));
    if (isText)
        object.insert(u"text"_s, decodeText(entry.payload));
    else
        object.insert(u"base64"_s, QString::fromLatin1(entry.payload.toBase64()));
    if (!row.isComplete())
        object.insert(u"cut"_s, true);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

MessageExport::MessageExport(const MessageStore &log, std::vector<quint64> positions, const QString &file,
                             QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_positions(std::move(positions))
    , m_file(file)
{
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &MessageExport::writeSlice);
}

void MessageExport::start()
{
    if (m_file.open(QIODevice::WriteOnly))
        m_turn.start();
    else
        finish(m_file.errorString());
}

void MessageExport::writeSlice()
{
    const TimePoint until = Clock::now() + SliceTime;
    for (; m_next < m_positions.size() && Clock::now() < until; ++m_next) {
        const quint64 position = m_positions[m_next];
        if (!m_log.contains(position))
            continue;
        const QByteArray line = exportedMessage(m_log.viewAt(position));
        if (m_file.write(line) != line.size()) {
            finish(m_file.errorString());
            return;
        }
        ++m_saved;
    }
    if (m_next < m_positions.size())
        Q_EMIT progressed(m_next, m_positions.size());
    else
        finish(m_file.commit() ? QString() : m_file.errorString());
}

void MessageExport::finish(const QString &error)
{
    m_turn.stop();
    Q_EMIT finished(m_saved, error);
    deleteLater();
}

} // namespace signalbox
