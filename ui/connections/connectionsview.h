#pragma once

#include <QTableView>

namespace signalbox {

class ConnectionsModel;
class ConnectionsProxyModel;

//! The table itself: how it looks, its columns, and their menu.
class ConnectionsView final : public QTableView
{
    Q_OBJECT
public:
    ConnectionsView(ConnectionsModel &model, ConnectionsProxyModel &proxy, QWidget *parent = nullptr);

    //! Widths, order, hidden columns and sorting.
    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);
    void resetColumns();

    //! Said in the middle of a table without rows.
    void setPlaceholder(const QString &text);

    //! Shows and hides columns; one checkable action each. The caller owns it.
    QMenu *createColumnMenu(QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showColumn(int column, bool visible);
    void stretchLastText();
    void fitRowHeight();
    int widthOf(int column) const;

    ConnectionsModel &m_model;
    QString m_placeholder;
};

} // namespace signalbox
