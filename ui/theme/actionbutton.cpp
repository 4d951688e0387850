#include "ui/theme/actionbutton.h"

#include "ui/theme/accent.h"

#include <QAction>
#include <QEvent>
#include <QRegularExpression>

namespace signalbox {

ActionButton::ActionButton(QAction *action, Look look, QWidget *parent)
    : QToolButton(parent)
    , m_look(look)
{
    setObjectName(action->objectName() + QStringLiteral("Button"));
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setFocusPolicy(Qt::TabFocus);
    setDefaultAction(action);
    connect(action, &QAction::changed, this, &ActionButton::showText);
    showText();
    color();
}

void ActionButton::setLook(Look look)
{
    m_look = look;
    color();
}

void ActionButton::showText()
{
    // Qt does not remove the mnemonic "(S)" of Chinese menu texts from the texts of buttons.
    static const QRegularExpression Mnemonic(QStringLiteral("\\(&.\\)|&"));
    const QString full = defaultAction()->text();
    const QString brief = defaultAction()->iconText();
    const bool isDerived = brief == QString(full).remove(u'&');
    setText(isDerived ? QString(full).remove(Mnemonic) : brief);
    setAccessibleName(text());
}

void ActionButton::color()
{
    if (m_isColoring)
        return;
    m_isColoring = true;
    setPalette(QPalette()); // that of the parent
    if (m_look == Look::Danger) {
        QPalette colors;
        for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive})
            colors.setColor(group, QPalette::ButtonText,
                            accentColor(Accent::Bad, palette().color(group, QPalette::Button)));
        setPalette(colors);
    }
    m_isColoring = false;
}

void ActionButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        color();
}

} // namespace signalbox
