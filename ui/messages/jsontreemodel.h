#pragma once

#include "ui/messages/jsonindex.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace signalbox {

//! The values of a JSON text as a tree with keys and values. Rows are made when a view asks for them, and no row has more
//! than about a thousand below it: of a larger array or object the first MaxDirectChildren are followed by one row with the
//! rest, in groups. Levels below MaxDepth are not shown.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Key, Value, ColumnCount };

    static constexpr qint32 MaxDirectChildren = 1000;
    static constexpr int MaxDepth = 200;
    static constexpr qsizetype MaxCellText = 400; //!< UTF-16 units; a view lays out all of a cell

    explicit JsonTreeModel(QObject *parent = nullptr);
    ~JsonTreeModel() override;

    void setJson(JsonIndex index);
    const JsonIndex &json() const { return m_json; }

    //! Returns the number of the value in the JsonIndex; -1 for a row that stands for several.
    qint32 nodeOf(const QModelIndex &index) const;
    //! Returns the row of the value, or of the lowest value around it that has one. Makes the rows down to it.
    QModelIndex indexOf(qint32 node);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    //! DisplayRole: visible characters, cut behind MaxCellText. EditRole: the value as sent.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row;

    Row *rowOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Row &row) const;
    qint32 childrenOf(const Row &row) const;
    std::vector<std::unique_ptr<Row>> makeRows(Row &parent) const;
    QString keyText(const Row &row) const;
    QString valueText(const Row &row) const;

    JsonIndex m_json;
    std::unique_ptr<Row>
        m_root; //!< stands for the outermost value, whose children are the rows of the first level
};

} // namespace signalbox
