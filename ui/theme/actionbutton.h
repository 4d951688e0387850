#pragma once

#include <QToolButton>

class QAction;

namespace signalbox {

//! A button for an action that menus have as well, with its tool tip and state. Its text is QAction::iconText() if that was
//! set, which may be shorter, otherwise the text without the mnemonic.
class ActionButton final : public QToolButton
{
    Q_OBJECT
public:
    enum class Look : quint8 {
        Plain,
        Danger, //!< ends connections of other people: in the colour of Accent::Bad
    };

    //! \a action must outlive it.
    explicit ActionButton(QAction *action, Look look = Look::Plain, QWidget *parent = nullptr);

    void setLook(Look look);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showText();
    void color();

    Look m_look;
    bool m_isColoring = false;
};

} // namespace signalbox
