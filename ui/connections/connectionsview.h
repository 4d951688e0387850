#pragma once

#include "ui/connections/rowtable.h"

namespace signalbox {

class ConnectionsProxyModel;

//! The table of connections.
class ConnectionsView final : public RowTable
{
    Q_OBJECT
public:
    explicit ConnectionsView(ConnectionsProxyModel &proxy, QWidget *parent = nullptr);

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
    std::vector<ColumnFit> columnFits() const override;
    int identifyingColumn() const override;
    bool stretchesLast(int column) const override;
    double growingPart() const override { return 0.7; }
    void fitRowHeight();
    int widthOf(int column) const;
    void paintEndReasons();
    QRect placeOfReason(int row) const;

    QString m_placeholder;
};

} // namespace signalbox
