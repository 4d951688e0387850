#pragma once

#include <QTableView>

namespace signalbox {

class ConnectionsModel;
class ConnectionsProxyModel;

//! The table of connections with its columns and the menu to choose them.
class ConnectionsView final : public QTableView
{
    Q_OBJECT
public:
    ConnectionsView(ConnectionsModel &model, ConnectionsProxyModel &proxy, QWidget *parent = nullptr);

    //! Widths, order, hidden columns and sorting.
    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);
    void resetColumns();

    //! Sets the text that is shown while the table has no rows.
    void setPlaceholder(const QString &text);

Q_SIGNALS:
    //! Emitted when the user wants to see all about the current row: by Return or a double-click.
    void detailsRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
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
