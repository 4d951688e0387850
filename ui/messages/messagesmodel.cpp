#include "ui/messages/messagesmodel.h"

#include "ui/messages/payloadtext.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include <climits>
#include <utility>

namespace signalbox {

namespace {

constexpr int ToolTipCharacters = 1000;

QString timeText(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count())
        .toString(QStringLiteral("HH:mm:ss.zzz"));
}

bool isNumeric(int column)
{
    return column == MessagesModel::Seq || column == MessagesModel::Size;
}

MessageRow gapRow(quint64 count, WallTime time)
{
    MessageRow row;
    row.entry.time = time;
    row.leftOut = count;
    return row;
}

} // namespace

MessagesModel::MessagesModel(MessageRing::Limits limits, QObject *parent)
    : QAbstractTableModel(parent)
    , m_ring(limits)
    , m_waiting(limits)
{
}

void MessagesModel::append(const LogBatch &batch)
{
    std::vector<MessageRow> rows;
    rows.reserve(batch.entries.size() + 1);
    const bool gapComesFirst = !batch.entries.empty() && batch.entries.front().number > m_lastNumber + 1;
    if (batch.leftOut > 0 && gapComesFirst)
        rows.push_back(gapRow(batch.leftOut, batch.entries.front().time));
    for (const LogEntry &entry : batch.entries)
        rows.push_back({entry, 0});
    if (batch.leftOut > 0 && !gapComesFirst)
        rows.push_back(gapRow(batch.leftOut, batch.entries.empty() ? wallNow() : batch.entries.back().time));
    if (!batch.entries.empty())
        m_lastNumber = batch.entries.back().number;
    if (m_isFrozen)
        addWaiting(std::move(rows));
    else
        appendRows(std::move(rows));
}

void MessagesModel::setFrozen(bool on)
{
    m_isFrozen = on;
    if (on)
        return;
    if (std::exchange(m_hasDroppedWaiting, false) && rowCount() > 0) {
        // Rows between those that are shown and those that wait are missing: only the latter are the newest ones.
        m_droppedRows += quint64(rowCount());
        beginRemoveRows({}, 0, rowCount() - 1);
        m_ring.clear();
        endRemoveRows();
    }
    appendRows(m_waiting.takeAll());
}

void MessagesModel::addWaiting(std::vector<MessageRow> rows)
{
    const auto [drop, skip] = m_waiting.evictionFor(rows);
    m_droppedRows += quint64(drop + skip);
    m_hasDroppedWaiting = m_hasDroppedWaiting || drop + skip > 0;
    m_waiting.dropOldest(drop);
    m_waiting.append(std::move(rows), skip);
}

void MessagesModel::appendRows(std::vector<MessageRow> rows)
{
    const auto [drop, skip] = m_ring.evictionFor(rows);
    m_droppedRows += quint64(drop + skip);
    if (drop > 0) {
        beginRemoveRows({}, 0, int(drop) - 1);
        m_ring.dropOldest(drop);
        endRemoveRows();
    }
    const qsizetype count = qsizetype(rows.size()) - skip;
    if (count == 0)
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(count) - 1);
    m_ring.append(std::move(rows), skip);
    endInsertRows();
}

void MessagesModel::clear()
{
    beginResetModel();
    m_ring.clear();
    m_waiting.clear();
    m_hasDroppedWaiting = false;
    m_droppedRows = 0;
    endResetModel();
}

void MessagesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::DisplayRole});
}

int MessagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_ring.size());
}

int MessagesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MessagesModel::data(const QModelIndex &index, int role) const
{
    // An invalid index is not an error: views of Qt use the current index when something is copied, even if
    // there is none.
    if (!index.isValid() || !checkIndex(index, CheckIndexOption::ParentIsInvalid))
        return {};
    const MessageRow &row = m_ring.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::EditRole:
        return verbatim(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        return row.isGap() ? QVariant(QGuiApplication::palette().brush(QPalette::PlaceholderText))
                           : QVariant();
    default:
        return {};
    }
}

QVariant MessagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Direction:
        return tr("Direction");
    case Connection:
        return tr("Connection");
    case User:
        return tr("User");
    case Room:
        return tr("Room");
    case Seq:
        return tr("Seq", "number of a message in its room");
    case Type:
        return tr("Type");
    case Size:
        return tr("Size");
    case Preview:
        return tr("Preview");
    default:
        return {};
    }
}

QString MessagesModel::text(const MessageRow &row, int column) const
{
    const LogEntry &entry = row.entry;
    if (column == Time)
        return timeText(entry.time);
    if (row.isGap()) {
        return column == Preview
                   ? tr("%Ln message(s) not shown", nullptr, int(std::min<quint64>(row.leftOut, INT_MAX)))
                   : QString();
    }
    switch (column) {
    case Direction:
        return entry.direction == signalbox::Direction::In ? tr("↓ In") : tr("↑ Out");
    case Connection:
        return entry.connection.isNull() ? tr("to %L1").arg(entry.recipients)
                                         : u'#' + entry.connection.toString();
    case User:
        return cellText(entry.user);
    case Room:
        return cellText(entry.room);
    case Seq:
        return entry.seq == 0 ? QString() : QString::number(entry.seq);
    case Type:
        return entry.type == MessageType::Text ? tr("Text") : tr("Binary");
    case Size:
        return Format::bytes(entry.size);
    case Preview:
        return previewOf(entry);
    default:
        return {};
    }
}

//! Returns the text to copy.
QString MessagesModel::verbatim(const MessageRow &row, int column) const
{
    const LogEntry &entry = row.entry;
    if (!row.isGap() && column == User)
        return entry.user;
    if (!row.isGap() && column == Room)
        return entry.room;
    if (!row.isGap() && column == Preview && entry.type == MessageType::Text)
        return decodeText(entry.payload);
    return text(row, column);
}

QString MessagesModel::toolTip(const MessageRow &row, int column) const
{
    if (row.isGap())
        return tr("More arrived than the log can show. They were delivered; only the log left them out.");
    if (column == Preview)
        return plainToolTip(previewOf(row.entry, ToolTipCharacters));
    if (column == Size)
        return tr("%Ln byte(s)", nullptr, int(row.entry.size));
    return {};
}

} // namespace signalbox
