#include "ui/mainwindow/commandrow.h"

#include "ui/theme/icons.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace signalbox {

CommandRow::CommandRow(QWidget *parent)
    : QWidget(parent)
    , m_caption(new QLabel(this))
    , m_command(new QLineEdit(this))
    , m_copy(new QToolButton(this))
{
    m_caption->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setBuddy(m_command);
    m_command->setReadOnly(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setFocusPolicy(Qt::TabFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_caption);
    layout->addWidget(m_command, 1);
    layout->addWidget(m_copy);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_command->text());
        Q_EMIT copied(m_command->text());
    });
    retranslate();
}

void CommandRow::setCaption(const QString &caption)
{
    m_caption->setText(caption);
    retranslate();
}

void CommandRow::setCommand(const QString &command)
{
    m_command->setText(command);
    m_command->setCursorPosition(0);
    m_command->setMinimumWidth(fontMetrics().averageCharWidth() * 30);
}

void CommandRow::setCaptionWidth(int width)
{
    m_caption->setFixedWidth(width);
}

int CommandRow::captionWidthHint() const
{
    return m_caption->sizeHint().width();
}

void CommandRow::retranslate()
{
    m_copy->setText(tr("Copy"));
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
    m_copy->setAccessibleName(tr("Copy the command: %1").arg(m_caption->text()));
    m_command->setAccessibleName(m_caption->text());
}

void CommandRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslate();
}

} // namespace signalbox
