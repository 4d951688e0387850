#pragma once

#include <QTimer>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QMenu;
class QToolButton;

namespace signalbox {

class ElidedLabel;

//! Shown below a list while something is selected in it: what that is, and what can be done to it.
class SelectionBar final : public QWidget
{
    Q_OBJECT
public:
    explicit SelectionBar(QWidget *parent = nullptr);

    //! Sets the actions: \a main as buttons (see ListPane::DangerProperty), \a more in a menu. All must outlive the bar.
    void setActions(const QList<QAction *> &main, const QList<QAction *> &more);
    //! Sets what is selected; empty: nothing. The bar appears a moment after a click, because the second click of a
    //! double-click must not hit one of its buttons.
    void setSelection(const QString &text);

Q_SIGNALS:
    //! Emitted when the bar has appeared: it may hide the last rows.
    void appeared();

protected:
    void changeEvent(QEvent *event) override;

private:
    void appear();
    void color();
    void retranslate();

    ElidedLabel *m_text;
    QHBoxLayout *m_layout;
    QList<QAction *> m_actions;
    QList<QWidget *> m_buttons;
    QMenu *m_menu;
    QToolButton *m_more;
    QTimer m_delay;
    bool m_isColoring = false;
};

} // namespace signalbox
