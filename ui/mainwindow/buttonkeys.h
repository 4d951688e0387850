#pragma once

#include <QObject>

class QFocusFrame;
class QWidget;

namespace signalbox {

//! What styles leave out for the buttons of a window: Return clicks the button with the focus, and a tool button that got
//! the focus by a key has a ring around it. Dialogs have a default button instead and are left alone.
class ButtonKeys final : public QObject
{
    Q_OBJECT
public:
    //! Owned by \a window.
    explicit ButtonKeys(QWidget *window);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    QWidget *m_window;
    QFocusFrame *m_ring;
};

} // namespace signalbox
