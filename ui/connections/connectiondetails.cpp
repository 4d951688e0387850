#include "ui/connections/connectiondetails.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/theme/peertext.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>

#include <chrono>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds RefreshInterval{500};

} // namespace

ConnectionDetails::ConnectionDetails(const ConnectionsModel &model, QWidget *parent)
    : QScrollArea(parent)
    , m_model(model)
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    auto *page = new QWidget(this);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    setWidget(page);
    m_headline = new QLabel(page);
    m_headline->setObjectName(u"headline"_s);
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setWordWrap(true);
    QFont bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);

    auto *layout = new QGridLayout(page);
    layout->addWidget(m_headline, 0, 0, 1, 2);
    layout->setColumnStretch(1, 1);
    layout->setHorizontalSpacing(2 * fontMetrics().averageCharWidth());
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        m_titles[i] = new QLabel(page);
        m_titles[i]->setForegroundRole(QPalette::PlaceholderText);
        m_values[i] = new QLabel(u"–"_s, page);
        m_values[i]->setTextFormat(Qt::PlainText);
        m_values[i]->setWordWrap(true);
        m_values[i]->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(m_titles[i], int(i) + 1, 0, Qt::AlignTop);
        layout->addWidget(m_values[i], int(i) + 1, 1, Qt::AlignTop);
    }
    layout->setRowStretch(ConnectionColumnCount + 1, 1);
    connect(&m_refresh, &QTimer::timeout, this, &ConnectionDetails::refresh);
    m_refresh.start(RefreshInterval);
    retranslateUi();
}

void ConnectionDetails::setConnection(ConnectionId id)
{
    const ConnectionRow *row = m_model.find(id);
    if (!row)
        return;
    m_id = id;
    m_user = nameInText(row->info.user);
    retranslateUi();
}

void ConnectionDetails::refresh()
{
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        m_titles[i]->setHidden(m_user.isEmpty());
        m_values[i]->setHidden(m_user.isEmpty());
    }
    if (m_user.isEmpty()) {
        m_headline->setText(tr("Select a connection to see all about it"));
        return;
    }
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
    setAccessibleName(tr("Details of the connection"));
    for (int i = 0; i < ConnectionColumnCount; ++i)
        m_titles[std::size_t(i)]->setText(ConnectionColumns::title(ConnectionColumn(i)));
    refresh();
}

void ConnectionDetails::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && widget())
        retranslateUi();
}

} // namespace signalbox
