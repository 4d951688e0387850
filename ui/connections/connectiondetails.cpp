#include "ui/connections/connectiondetails.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/theme/peertext.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include <chrono>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds RefreshInterval{500};

} // namespace

ConnectionDetails::ConnectionDetails(const ConnectionsModel &model, QWidget *parent)
    : QDialog(parent)
    , m_model(model)
    , m_headline(new QLabel(this))
    , m_buttons(new QDialogButtonBox(this))
{
    m_headline->setObjectName(u"headline"_s);
    m_headline->setTextFormat(Qt::PlainText);
    QFont bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);

    auto *layout = new QGridLayout(this);
    layout->addWidget(m_headline, 0, 0, 1, 2);
    layout->setColumnStretch(1, 1);
    layout->setHorizontalSpacing(2 * fontMetrics().averageCharWidth());
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        m_titles[i] = new QLabel(this);
        m_titles[i]->setForegroundRole(QPalette::PlaceholderText);
        m_values[i] = new QLabel(this);
        m_values[i]->setTextFormat(Qt::PlainText);
        m_values[i]->setWordWrap(true);
        m_values[i]->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_values[i]->setMinimumWidth(40 * fontMetrics().averageCharWidth());
        layout->addWidget(m_titles[i], int(i) + 1, 0, Qt::AlignTop);
        layout->addWidget(m_values[i], int(i) + 1, 1, Qt::AlignTop);
    }
    layout->setRowStretch(ConnectionColumnCount + 1, 1);
    layout->addWidget(m_buttons, ConnectionColumnCount + 2, 0, 1, 2);
    // Not a standard button: those set their own texts when the language changes.
    m_buttons->addButton(QString(), QDialogButtonBox::RejectRole)->setDefault(true);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_refresh, &QTimer::timeout, this, &ConnectionDetails::refresh);
    m_refresh.start(RefreshInterval);
}

void ConnectionDetails::setConnection(ConnectionId id)
{
    m_id = id;
    const ConnectionRow *row = m_model.find(id);
    m_user = row ? nameInText(row->info.user) : QString();
    retranslateUi();
}

void ConnectionDetails::refresh()
{
    const ConnectionRow *row = m_model.find(m_id);
    m_headline->setText(
        (row ? tr("Connection %1 (%2)") : tr("Connection %1 (%2) has ended")).arg(m_id.toString(), m_user));
    if (!row)
        return;
    for (int i = 0; i < ConnectionColumnCount; ++i) {
        const auto column = ConnectionColumn(i);
        const QString text = ConnectionColumns::text(*row, column, m_model.now());
        const QString details = ConnectionColumns::details(*row, column);
        QString value = text.isEmpty() ? u"–"_s : text;
        if (ConnectionColumns::isText(column))
            value = details.isEmpty() ? value : details;
        else if (!details.isEmpty())
            value = tr("%1 (%2)", "value, details").arg(text, details);
        if (m_values[std::size_t(i)]->text() != value) // a new text would deselect what is selected in it
            m_values[std::size_t(i)]->setText(value);
    }
}

void ConnectionDetails::retranslateUi()
{
    setWindowTitle(tr("Details"));
    for (int i = 0; i < ConnectionColumnCount; ++i)
        m_titles[std::size_t(i)]->setText(ConnectionColumns::title(ConnectionColumn(i)));
    m_buttons->buttons().constFirst()->setText(tr("Close"));
    refresh();
}

void ConnectionDetails::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

} // namespace signalbox
