#include "ui/mainwindow/selectionbar.h"

#include "ui/connections/listpane.h"
#include "ui/theme/actionbutton.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>

namespace signalbox {

SelectionBar::SelectionBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel(this))
    , m_layout(new QHBoxLayout(this))
    , m_menu(new QMenu(this))
    , m_more(new QToolButton(this))
{
    setAutoFillBackground(true);
    QFont bold = m_text->font();
    bold.setBold(true);
    m_text->setFont(bold);
    m_text->setObjectName(QStringLiteral("selectionText"));
    m_more->setObjectName(QStringLiteral("moreButton"));
    m_more->setMenu(m_menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    m_menu->setToolTipsVisible(true);
    m_layout->setContentsMargins(Spacing::Large, Spacing::Small, Spacing::Large, Spacing::Small);
    m_layout->setSpacing(Spacing::Medium);
    m_layout->addWidget(m_text);
    m_layout->addStretch(1);
    m_layout->addWidget(m_more);
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, &SelectionBar::appear);
    hide();
    color();
    retranslate();
}

void SelectionBar::setActions(const QList<QAction *> &main, const QList<QAction *> &more)
{
    if (main != m_actions) {
        qDeleteAll(m_buttons);
        m_buttons.clear();
        m_actions = main;
        QWidget *before = m_more;
        for (QAction *action : main) {
            const bool isDangerous = action->property(ListPane::DangerProperty).toBool();
            auto *button = new ActionButton(
                action, isDangerous ? ActionButton::Look::Danger : ActionButton::Look::Plain, this);
            m_layout->addWidget(button);
            m_buttons += button;
            setTabOrder(std::exchange(before, button), button);
        }
    }
    m_menu->clear();
    m_menu->addActions(more);
    m_more->setVisible(!more.isEmpty());
}

void SelectionBar::setSelection(const QString &text)
{
    m_text->setFullText(text);
    if (text.isEmpty()) {
        m_delay.stop();
        hide();
    } else if (isHidden() && !m_delay.isActive()) {
        if (QGuiApplication::mouseButtons() == Qt::NoButton)
            appear();
        else
            m_delay.start(QApplication::doubleClickInterval());
    }
}

void SelectionBar::appear()
{
    show();
    Q_EMIT appeared();
}

void SelectionBar::color()
{
    if (m_isColoring)
        return;
    m_isColoring = true;
    setPalette(QPalette());
    QPalette colors;
    colors.setColor(QPalette::Window, selectionColor(palette()));
    setPalette(colors);
    m_isColoring = false;
}

void SelectionBar::retranslate()
{
    m_more->setText(tr("More"));
    setAccessibleName(tr("Actions on the selection"));
}

void SelectionBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        color();
    else if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace signalbox
