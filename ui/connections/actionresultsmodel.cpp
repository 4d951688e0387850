#include "ui/connections/actionresultsmodel.h"

#include "ui/connections/actiontext.h"
#include "ui/connections/nameorder.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

using Shown = ActionResultsModel::Shown;

Shown kindOf(const LongAction::Result &result)
{
    if (!result.outcome)
        return Shown::NotSent;
    switch (*result.outcome) {
    case Outcome::NoAnswer:
        return Shown::NoAnswer;
    case Outcome::Rejected:
        return Shown::Rejected;
    case Outcome::AlreadyGone:
        return Shown::Gone;
    case Outcome::Unknown:
        return Shown::Unknown;
    case Outcome::Done:
    case Outcome::ClosedClean:
        break;
    }
    return Shown::Succeeded;
}

bool isShown(const LongAction::Result &result, Shown shown)
{
    const Shown kind = kindOf(result);
    return shown == Shown::All || kind == shown || (shown == Shown::Failures && kind != Shown::Succeeded);
}

} // namespace

ActionResultsModel::ActionResultsModel(CommandBody command, std::vector<LongAction::Result> results,
                                       QObject *parent)
    : QAbstractTableModel(parent)
    , m_command(std::move(command))
    , m_results(std::move(results))
{
    collect();
}

void ActionResultsModel::setShown(Shown shown)
{
    beginResetModel();
    m_shown = shown;
    collect();
    endResetModel();
}

int ActionResultsModel::count(Shown shown) const
{
    return int(
        std::ranges::count_if(m_results, [shown](const auto &result) { return isShown(result, shown); }));
}

void ActionResultsModel::collect()
{
    m_rows.clear();
    for (std::size_t i = 0; i < m_results.size(); ++i) {
        if (isShown(m_results[i], m_shown))
            m_rows.push_back(i);
    }
    const auto compare = [this](const LongAction::Result &a, const LongAction::Result &b) {
        int order = 0;
        if (m_column == User)
            order = compareNames(a.user, b.user);
        else if (m_column == End)
            order = int(kindOf(a)) - int(kindOf(b));
        if (order == 0)
            order = a.connection < b.connection ? -1 : a.connection == b.connection ? 0 : 1;
        return m_order == Qt::AscendingOrder ? order < 0 : order > 0;
    };
    std::ranges::sort(m_rows, [this, &compare](std::size_t a, std::size_t b) {
        return compare(m_results[a], m_results[b]);
    });
}

void ActionResultsModel::sort(int column, Qt::SortOrder order)
{
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    std::vector<std::size_t> kept;
    for (const QModelIndex &index : before)
        kept.push_back(m_rows[std::size_t(index.row())]);
    m_column = column;
    m_order = order;
    collect();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const auto row = std::ranges::find(m_rows, kept[std::size_t(i)]) - m_rows.begin();
        after += index(int(row), before[i].column());
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

QString ActionResultsModel::asText() const
{
    QString text;
    for (const std::size_t row : m_rows) {
        const LongAction::Result &result = m_results[row];
        text += result.connection.toString() + u'\t' + result.user + u'\t' +
                ActionText::of(m_command, result.outcome) + u'\n';
    }
    return text;
}

void ActionResultsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, End), index(rowCount() - 1, End));
}

int ActionResultsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ActionResultsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActionResultsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::EditRole))
        return {};
    const LongAction::Result &result = m_results[m_rows[std::size_t(index.row())]];
    switch (index.column()) {
    case Id:
        return result.connection.toString();
    case User:
        return role == Qt::DisplayRole ? cellText(result.user) : result.user;
    default:
        return ActionText::of(m_command, result.outcome);
    }
}

QVariant ActionResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("ID");
    case User:
        return tr("User");
    default:
        return tr("How it ended");
    }
}

} // namespace signalbox
