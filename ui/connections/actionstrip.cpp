#include "ui/connections/actionstrip.h"

#include "ui/connections/actionreportdialog.h"
#include "ui/connections/actiontext.h"
#include "ui/theme/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace signalbox {

ActionStrip::ActionStrip(LongAction &action, QWidget *parent)
    : QFrame(parent)
    , m_action(&action)
    , m_command(action.command())
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(this))
    , m_report(new QPushButton(this))
    , m_dismiss(new QToolButton(this))
{
    setFrameShape(QFrame::StyledPanel);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_text->setObjectName(u"actionText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress->setObjectName(u"actionProgress"_s);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(110);
    m_cancel->setObjectName(u"actionCancel"_s);
    m_report->setObjectName(u"actionReport"_s);
    m_dismiss->setObjectName(u"actionDismiss"_s);
    m_dismiss->setAutoRaise(true);
    m_dismiss->setFocusPolicy(Qt::TabFocus);
    m_report->hide();
    m_dismiss->hide();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 3, 4, 3);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    layout->addWidget(m_report);
    layout->addWidget(m_dismiss);

    connect(m_action, &LongAction::progressed, this, &ActionStrip::refresh);
    connect(m_action, &LongAction::finished, this, &ActionStrip::finish);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        if (m_action)
            m_action->cancel();
    });
    connect(m_report, &QPushButton::clicked, this, &ActionStrip::showReport);
    connect(m_dismiss, &QToolButton::clicked, this, &ActionStrip::dismissed);
    retranslate();
    refresh();
}

void ActionStrip::refresh()
{
    if (!m_action || m_isFinished)
        return;
    m_sentence = ActionText::progressOf(*m_action);
    m_progress->setMaximum(std::max(1, m_action->total() - m_action->notSent()));
    m_progress->setValue(m_action->done());
    showText();
}

void ActionStrip::finish()
{
    m_isFinished = true;
    m_isSuccess = m_action->isSuccess();
    m_results = m_action->results();
    m_sentence = ActionText::of(*m_action);
    m_progress->hide();
    m_cancel->hide();
    m_report->show();
    m_dismiss->show();
    showText();
}

void ActionStrip::showReport()
{
    auto *dialog = new ActionReportDialog(m_command, m_results, m_sentence, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void ActionStrip::showText()
{
    m_text->setText(m_text->fontMetrics().elidedText(m_sentence, Qt::ElideRight, m_text->width()));
    m_text->setToolTip(m_sentence);
    m_text->setAccessibleName(m_sentence);
}

void ActionStrip::retranslate()
{
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Do not go on with the connections that have not been addressed yet"));
    m_progress->setAccessibleName(tr("Progress"));
    m_report->setText(tr("Report…"));
    m_report->setToolTip(tr("Show how it ended for each connection"));
    m_dismiss->setIcon(makeIcon(Icon::Close, palette()));
    m_dismiss->setToolTip(tr("Hide this"));
    m_dismiss->setAccessibleName(m_dismiss->toolTip());
}

void ActionStrip::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    layout()->activate(); // sets the new width of the label
    showText();
}

void ActionStrip::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) {
        retranslate();
        refresh();
    }
}

void ActionStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_isFinished)
        Q_EMIT dismissed();
    else
        QFrame::keyPressEvent(event);
}

} // namespace signalbox
