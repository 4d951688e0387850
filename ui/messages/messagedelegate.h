#pragma once

#include "core/model/query.h"

#include <QStyledItemDelegate>

namespace signalbox {

//! Paints the cells of the message log: kinds as badges, and in messages what the query looks for.
class MessageDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    //! Sets what is highlighted in messages.
    void setQuery(const Query &query) { m_query = query; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintBadge(QPainter &painter, const QStyleOptionViewItem &cell, const QModelIndex &index) const;
    bool paintMatches(QPainter &painter, const QStyleOptionViewItem &cell) const;

    Query m_query;
};

} // namespace signalbox
