#include "ui/mainwindow/buttonkeys.h"

#include <QApplication>
#include <QFocusFrame>
#include <QKeyEvent>
#include <QToolButton>

namespace signalbox {

namespace {

bool isReturn(const QKeyEvent &event)
{
    return (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) && !event.isAutoRepeat() &&
           (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
}

bool isByKey(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
           reason == Qt::ShortcutFocusReason;
}

} // namespace

ButtonKeys::ButtonKeys(QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_ring(new QFocusFrame(window))
{
    qApp->installEventFilter(this);
}

bool ButtonKeys::eventFilter(QObject *object, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress: {
        auto *button = qobject_cast<QAbstractButton *>(object);
        if (!button || !m_window->isAncestorOf(button) || !isReturn(*static_cast<QKeyEvent *>(event)))
            return false;
        button->click();
        return true;
    }
    case QEvent::FocusIn: {
        auto *button = qobject_cast<QToolButton *>(object);
        if (button && m_window->isAncestorOf(button) &&
            isByKey(static_cast<QFocusEvent *>(event)->reason())) {
            QPalette colors = m_window->palette();
            colors.setBrush(QPalette::WindowText, colors.highlight());
            m_ring->setPalette(colors);
            m_ring->setWidget(button);
        }
        return false;
    }
    case QEvent::FocusOut:
        if (object == m_ring->widget())
            m_ring->setWidget(nullptr);
        return false;
    default:
        return false;
    }
}

} // namespace signalbox
