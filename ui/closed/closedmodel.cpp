#include "ui/closed/closedmodel.h"

#include "ui/closed/verdicttext.h"
#include "ui/connections/causetext.h"
#include "ui/connections/celldelegate.h"
#include "ui/connections/connectionrow.h"
#include "ui/connections/nameorder.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::size_t SpareShare = 10; // so many more rows may there be: one tenth

bool isNumeric(int column)
{
    return column == ClosedModel::OpenFor || column == ClosedModel::In || column == ClosedModel::Out;
}

Milliseconds openFor(const ClosedRow &row)
{
    return row.connection.closedAt - row.connection.info.connectedAt;
}

int compareNumbers(auto left, auto right)
{
    return left < right ? -1 : int(left > right);
}

} // namespace

ClosedModel::ClosedModel(QObject *parent, std::size_t maxRows, std::function<WallTime()> clock)
    : QAbstractTableModel(parent)
    , m_maxRows(maxRows)
    , m_clock(std::move(clock))
{
}

int ClosedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ClosedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClosedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ClosedRow &row = rowAt(index.row());
    const ConnectionInfo &info = row.connection.info;
    const Traffic &traffic = row.connection.activity.traffic;
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (index.column()) {
        case User:
            return plainToolTip(visibleText(info.user));
        case Room:
            return plainToolTip(visibleText(info.room));
        case In:
            return Format::bytes(qint64(traffic.bytesIn));
        case Out:
            return Format::bytes(qint64(traffic.bytesOut));
        case ClosedAt:
            return Format::dateTime(row.connection.closedAt);
        case Code:
        case CauseColumn:
            return plainToolTip(visibleText(row.connection.end.reason, PeerTextKind::Line));
        case Why:
            return plainToolTip(row.verdict);
        default:
            return {};
        }
    }
    if (role == CellDelegate::FadedRole)
        return index.column() == User && info.user.isEmpty();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case ClosedAt:
        return Format::moment(row.connection.closedAt, m_clock());
    case Id:
        return info.id.toString();
    case User:
        return info.user.isEmpty() ? userInText({}) : cellText(info.user);
    case Address:
        return row.peerText;
    case Room:
        return cellText(info.room);
    case OpenFor:
        return Format::duration(openFor(row));
    case Code:
        return QString::number(row.connection.end.code);
    case CauseColumn:
        return CauseText::of(row.connection.end.cause);
    case In:
        return Format::count(traffic.messagesIn);
    case Out:
        return Format::count(traffic.messagesOut);
    case Why:
        return row.verdict;
    default:
        return {};
    }
}

QVariant ClosedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case In:
            return tr("Messages received from the client");
        case Out:
            return tr("Messages sent to the client");
        case Why:
            return tr("Why it ended, concluded from what was measured");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    const std::array titles{tr("Closed"),  tr("ID"),       tr("User"), tr("Address"),
                            tr("Room"),    tr("Open for"), tr("Code"), tr("Cause"),
                            tr("Msgs in"), tr("Msgs out"), tr("Why")};
    static_assert(titles.size() == ColumnCount);
    return titles[std::size_t(section)];
}

void ClosedModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_leftOut = 0;
    endResetModel();
}

void ClosedModel::append(const ClosedBatch &batch)
{
    for (const auto &[cause, count] : batch.moreClosed)
        m_leftOut += count;
    const std::size_t skipped = batch.closed.size() - std::min(batch.closed.size(), m_maxRows);
    std::vector<ClosedRow> fresh;
    for (std::size_t i = skipped; i < batch.closed.size(); ++i)
        fresh.push_back(makeRow(batch.closed[i]));
    if (fresh.empty())
        return;
    const std::size_t total = m_rows.size() + fresh.size();
    if (total > m_maxRows + m_maxRows / SpareShare) {
        beginResetModel();
        std::ranges::move(fresh, std::back_inserter(m_rows));
        m_rows.erase(m_rows.begin(), m_rows.begin() + std::ptrdiff_t(total - m_maxRows));
        endResetModel();
        return;
    }
    beginInsertRows({}, rowCount(), rowCount() + int(fresh.size()) - 1);
    std::ranges::move(fresh, std::back_inserter(m_rows));
    endInsertRows();
}

int ClosedModel::rowOf(quint64 number) const
{
    const auto found = std::ranges::lower_bound(m_rows, number, {}, &ClosedRow::number);
    return found != m_rows.end() && found->number == number ? int(found - m_rows.begin()) : -1;
}

int ClosedModel::compare(const ClosedRow &left, const ClosedRow &right, Column column)
{
    const ConnectionInfo &a = left.connection.info;
    const ConnectionInfo &b = right.connection.info;
    switch (column) {
    case ClosedAt:
        return compareNumbers(left.connection.closedAt, right.connection.closedAt);
    case Id:
        return compareNumbers(a.id, b.id);
    case User:
        return compareNames(a.user, b.user);
    case Address:
        return left.peerKey.compare(right.peerKey);
    case Room:
        return compareNames(a.room, b.room);
    case OpenFor:
        return compareNumbers(openFor(left), openFor(right));
    case Code:
        return compareNumbers(left.connection.end.code, right.connection.end.code);
    case CauseColumn:
        return compareNumbers(left.connection.end.cause, right.connection.end.cause);
    case In:
        return compareNumbers(left.connection.activity.traffic.messagesIn,
                              right.connection.activity.traffic.messagesIn);
    case Out:
        return compareNumbers(left.connection.activity.traffic.messagesOut,
                              right.connection.activity.traffic.messagesOut);
    case Why:
        return left.verdict.compare(right.verdict);
    }
    return 0;
}

void ClosedModel::retranslate()
{
    for (ClosedRow &row : m_rows)
        row.verdict = VerdictText::of(row.connection.verdict);
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

ClosedRow ClosedModel::makeRow(const ClosedConnection &connection)
{
    return {.connection = connection,
            .number = ++m_lastNumber,
            .peerText = connection.info.peerText(),
            .listenerText = connection.info.listener.toString(),
            .peerKey = addressKey(connection.info.peer),
            .verdict = VerdictText::of(connection.verdict)};
}

} // namespace signalbox
