#pragma once

#include <QTreeView>

namespace signalbox {

//! The tree of a GroupPage, with a placeholder text.
class GroupView final : public QTreeView
{
    Q_OBJECT
public:
    explicit GroupView(QWidget *parent = nullptr);

    //! Sets the text that is shown while the tree has no rows.
    void setPlaceholder(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_placeholder;
};

} // namespace signalbox
