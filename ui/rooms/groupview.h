#pragma once

#include <QTreeView>

namespace signalbox {

//! The tree of a GroupPage; says something in the middle while it has no rows.
class GroupView final : public QTreeView
{
    Q_OBJECT
public:
    explicit GroupView(QWidget *parent = nullptr);

    void setPlaceholder(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_placeholder;
};

} // namespace signalbox
