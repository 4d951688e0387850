#include "ui/messages/jsontreemodel.h"

#include "ui/theme/peertext.h"

#include <QLocale>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype MaxToolTip = 2000; // UTF-16 units

QString shortened(QStringView text, qsizetype units)
{
    const QString head = text.first(wholeCharacters(text, units)).toString();
    QString visible = visibleText(head, PeerTextKind::Line);
    if (head.size() == text.size() && visible.size() <= units)
        return visible;
    return visible.left(wholeCharacters(visible, units - 1)) + u'…';
}

} // namespace

//! A row stands for a value, or for some of the children of one.
struct JsonTreeModel::Row
{
    enum class Kind : quint8 { Single, Rest, Group };

    Kind kind = Kind::Single;
    qint32 node = 0;      //!< the value; of the others: their container
    qint32 firstNode = 0; //!< Rest, Group: the first of their children
    qint32 first = 0;     //!< the position of it
    qint32 count = 0;
    int depth = 0;
    int number = 0; //!< in the parent
    Row *parent = nullptr;
    bool isFetched = false;
    std::vector<std::unique_ptr<Row>> children{};
};

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Row>())
{
}

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setJson(JsonIndex index)
{
    beginResetModel();
    m_json = std::move(index);
    m_root = std::make_unique<Row>();
    if (!m_json.isEmpty() && !m_json.isContainer(0)) {
        auto only = std::make_unique<Row>();
        only->depth = 1;
        only->parent = m_root.get();
        m_root->children.push_back(std::move(only));
        m_root->isFetched = true;
    }
    endResetModel();
}

JsonTreeModel::Row *JsonTreeModel::rowOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Row *>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonTreeModel::indexOf(const Row &row) const
{
    return &row == m_root.get() ? QModelIndex() : createIndex(row.number, Key, &row);
}

qint32 JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    const Row *row = rowOf(index);
    return index.isValid() && row->kind == Row::Kind::Single ? row->node : -1;
}

//! Returns how many values are below the row.
qint32 JsonTreeModel::childrenOf(const Row &row) const
{
    if (m_json.isEmpty() || row.depth >= MaxDepth)
        return 0;
    if (row.kind != Row::Kind::Single)
        return row.count;
    return m_json.isContainer(row.node) ? m_json.at(row.node).children : 0;
}

std::vector<std::unique_ptr<JsonTreeModel::Row>> JsonTreeModel::makeRows(Row &parent) const
{
    std::vector<std::unique_ptr<Row>> rows;
    const auto add = [&rows, &parent](Row row) {
        row.parent = &parent;
        row.number = int(rows.size());
        rows.push_back(std::make_unique<Row>(std::move(row)));
    };
    const qint32 count = childrenOf(parent);
    const bool isValue = parent.kind == Row::Kind::Single;
    qint32 node = isValue ? parent.node + 1 : parent.firstNode;
    qint32 at = isValue ? 0 : parent.first;
    const qint32 end = at + count;
    if (parent.kind == Row::Kind::Rest) {
        while (at < end) {
            Row group{.kind = Row::Kind::Group, .node = parent.node, .firstNode = node, .first = at};
            group.depth = parent.depth;
            for (; group.count < MaxDirectChildren && at < end; ++group.count, ++at)
                node = m_json.at(node).next;
            add(std::move(group));
        }
        return rows;
    }
    for (; at < end && qsizetype(rows.size()) < MaxDirectChildren; ++at) {
        add({.node = node, .depth = parent.depth + 1});
        node = m_json.at(node).next;
    }
    if (at < end) {
        add({.kind = Row::Kind::Rest,
             .node = parent.node,
             .firstNode = node,
             .first = at,
             .count = end - at,
             .depth = parent.depth});
    }
    return rows;
}

QModelIndex JsonTreeModel::indexOf(qint32 node)
{
    std::vector<qint32> way;
    for (; node >= 0; node = m_json.at(node).parent)
        way.push_back(node);
    if (way.empty())
        return {};
    if (!m_json.isContainer(0))
        return index(0, Key);
    way.pop_back(); // the outermost one has no row
    Row *row = m_root.get();
    for (; !way.empty() && childrenOf(*row) > 0; way.pop_back()) {
        qint32 number = m_json.at(way.back()).position;
        const auto enter = [this, &row](qint32 child) {
            if (!row->isFetched)
                fetchMore(indexOf(*row));
            row = row->children[std::size_t(child)].get();
        };
        if (number >= MaxDirectChildren) {
            enter(MaxDirectChildren); // the rest
            number -= MaxDirectChildren;
            enter(number / MaxDirectChildren);
            number %= MaxDirectChildren;
        }
        enter(number);
    }
    return indexOf(*row);
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Row *above = rowOf(parent);
    if (row < 0 || row >= int(above->children.size()) || column < 0 || column >= ColumnCount)
        return {};
    return createIndex(row, column, above->children[std::size_t(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(*rowOf(index)->parent) : QModelIndex();
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(rowOf(parent)->children.size());
}

int JsonTreeModel::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    const Row *row = rowOf(parent);
    return !row->children.empty() || childrenOf(*row) > 0;
}

bool JsonTreeModel::canFetchMore(const QModelIndex &parent) const
{
    const Row *row = rowOf(parent);
    return parent.column() <= 0 && !row->isFetched && childrenOf(*row) > 0;
}

void JsonTreeModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Row *row = rowOf(parent);
    std::vector<std::unique_ptr<Row>> rows = makeRows(*row);
    beginInsertRows(parent, 0, int(rows.size()) - 1);
    row->children = std::move(rows);
    row->isFetched = true;
    endInsertRows();
}

QString JsonTreeModel::keyText(const Row &row) const
{
    const QLocale locale;
    if (row.kind == Row::Kind::Rest)
        return tr("… %Ln more", "values", row.count);
    if (row.kind == Row::Kind::Group)
        return u"[%1 … %2]"_s.arg(locale.toString(row.first), locale.toString(row.first + row.count - 1));
    if (m_json.at(row.node).parent < 0)
        return {};
    const QStringView key = m_json.key(row.node);
    if (key.isEmpty())
        return QString::number(m_json.at(row.node).position);
    // Without quotation marks, unless they are needed to tell where the key begins and ends.
    const QStringView inner = key.sliced(1, std::max<qsizetype>(0, key.size() - 2));
    const bool isClear = !inner.isEmpty() && !inner.front().isSpace() && !inner.back().isSpace();
    return shortened(isClear ? inner : key, MaxCellText);
}

QString JsonTreeModel::valueText(const Row &row) const
{
    if (row.kind != Row::Kind::Single)
        return {};
    if (!m_json.isContainer(row.node))
        return shortened(m_json.value(row.node), MaxCellText);
    const QString count = QLocale().toString(m_json.at(row.node).children);
    const QString summary = m_json.isObject(row.node) ? u'{' + count + u'}' : u'[' + count + u']';
    return row.depth >= MaxDepth && m_json.at(row.node).children > 0
               ? tr("%1, nested too deeply to be shown").arg(summary)
               : summary;
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = *rowOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Key ? keyText(row) : valueText(row);
    case Qt::EditRole:
        if (row.kind != Row::Kind::Single)
            return {};
        return index.column() == Key ? unescapedJson(m_json.key(row.node))
                                     : m_json.value(row.node).toString();
    case Qt::ToolTipRole:
        if (row.kind != Row::Kind::Single || m_json.isContainer(row.node))
            return {};
        return plainToolTip(shortened(m_json.value(row.node), MaxToolTip));
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Key ? tr("Key") : tr("Value");
}

} // namespace signalbox
