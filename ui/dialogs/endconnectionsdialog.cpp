#include "ui/dialogs/endconnectionsdialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace signalbox {

EndConnectionsDialog::EndConnectionsDialog(Purpose purpose, int connections, QWidget *parent)
    : QDialog(parent)
    , m_purpose(purpose)
    , m_connections(connections)
    , m_icon(new QLabel(this))
    , m_question(new QLabel(this))
    , m_names(new QLabel(this))
    , m_explanation(new QLabel(this))
    , m_buttons(new QDialogButtonBox(this))
    , m_confirm(m_buttons->addButton(QString(), QDialogButtonBox::AcceptRole))
    , m_cancel(m_buttons->addButton(QString(), QDialogButtonBox::RejectRole))
{
    const int iconSize = style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this);
    m_icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning, nullptr, this).pixmap(iconSize));
    m_question->setObjectName(u"question"_s);
    QFont bold = m_question->font();
    bold.setBold(true);
    m_question->setFont(bold);
    m_names->setObjectName(u"names"_s);
    m_names->setTextFormat(Qt::PlainText); // names come from peers
    m_names->setWordWrap(true);
    m_names->hide();
    m_explanation->setWordWrap(true);
    m_explanation->setMinimumWidth(40 * fontMetrics().averageCharWidth());
    m_confirm->setObjectName(u"confirm"_s);
    m_confirm->setAutoDefault(false);

    auto *layout = new QGridLayout(this);
    layout->setHorizontalSpacing(iconSize / 2);
    layout->addWidget(m_icon, 0, 0, 4, 1, Qt::AlignTop);
    layout->addWidget(m_question, 0, 1);
    layout->addWidget(m_names, 1, 1);
    layout->addWidget(m_explanation, 3, 1);
    layout->setRowStretch(4, 1);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_buttons, 5, 0, 1, 2);

    m_cancel->setObjectName(u"cancel"_s);
    m_cancel->setDefault(true);
    m_cancel->setFocus();
    connect(m_buttons, &QDialogButtonBox::accepted, this, &EndConnectionsDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &EndConnectionsDialog::reject);
    retranslateUi();
}

void EndConnectionsDialog::setConnections(int connections)
{
    m_connections = connections;
    retranslateUi();
}

void EndConnectionsDialog::setNames(const QString &names)
{
    m_selectedNames = names;
    m_names->setText(names);
    m_names->setVisible(!names.isEmpty());
}

void EndConnectionsDialog::setMatching(const FilterScope &matching)
{
    m_scope = new ScopeBox(m_connections, matching, this);
    static_cast<QGridLayout *>(layout())->addWidget(m_scope, 2, 1);
    connect(m_scope, &ScopeBox::changed, this, [this] {
        m_names->setText(appliesToMatching() ? m_scope->matching().names : m_selectedNames);
        retranslateUi();
    });
}

void EndConnectionsDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

void EndConnectionsDialog::retranslateUi()
{
    const QString closes =
        tr("Each gets what is still queued for it, then close code 1000. Clients may connect again.");
    const int selected = appliesToMatching() ? m_scope->matching().connections : m_connections;
    switch (m_purpose) {
    case Purpose::CloseSelected:
        setWindowTitle(tr("Close"));
        m_question->setText(tr("Close %Ln connection(s)?", nullptr, selected));
        m_explanation->setText(closes);
        m_confirm->setText(tr("C&lose"));
        break;
    case Purpose::CloseAll:
        setWindowTitle(tr("Close All"));
        m_question->setText(tr("Close all %Ln connection(s)?", nullptr, m_connections));
        m_explanation->setText(closes);
        m_confirm->setText(tr("Close &All"));
        break;
    case Purpose::StopServer:
        setWindowTitle(tr("Stop"));
        m_question->setText(tr("Stop the server and close %Ln connection(s)?", nullptr, m_connections));
        m_explanation->setText(
            tr("Each gets close code 1001. Nobody can connect until the server is started again."));
        m_confirm->setText(tr("&Stop"));
        break;
    }
    m_confirm->setEnabled(m_connections > 0 || m_purpose == Purpose::StopServer);
    m_cancel->setText(tr("Cancel"));
}

} // namespace signalbox
