#include "ui/messages/payloadwindow.h"

#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

PayloadWindow::PayloadWindow(const MessageRow &row, const PayloadPane::Choices &choices, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_number(row.entry.number)
    , m_pane(new PayloadPane(this))
    , m_status(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_status->setObjectName(u"status"_s);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setSizePolicy(QSizePolicy::Ignored,
                            QSizePolicy::Preferred); // a long path must not widen the window
    m_status->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_pane, 1);
    layout->addWidget(m_status);
    m_pane->setDetachable(false);
    m_pane->setChoices(choices);
    m_pane->showMessage(row);
    connect(m_pane, &PayloadPane::actionReported, this, [this](const QString &text) {
        m_status->setText(text);
        m_status->setToolTip(text);
        m_status->show();
    });
    resize(640, 520);
    retranslate();
}

void PayloadWindow::retranslate()
{
    setWindowTitle(tr("Message %L1").arg(m_number));
}

void PayloadWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Close))
        close();
    else
        QWidget::keyPressEvent(event);
}

void PayloadWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace signalbox
