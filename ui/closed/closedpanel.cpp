#include "ui/closed/closedpanel.h"

#include "core/model/queryrows.h"
#include "ui/closed/closedmodel.h"
#include "ui/closed/closedproxymodel.h"
#include "ui/connections/causetext.h"
#include "ui/connections/filterbar.h"
#include "ui/connections/listtable.h"
#include "ui/dialogs/factsdialog.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::seconds RefilterInterval{5};

constexpr std::array<ListColumn, ClosedModel::ColumnCount> Columns{{
    {.sample = "88:88:88"},
    {.sample = "88888"},
    {.sample = "guest-88888", .mostCharacters = 24},
    {.sample = "255.255.255.255:65535", .mostCharacters = 48, .dropOrder = 5},
    {.sample = "my-room-1", .mostCharacters = 24, .dropOrder = 4},
    {.sample = "88 h 88 min", .isNumeric = true, .dropOrder = 3},
    {.sample = "4408"},
    {.sample = "Closed by the client", .dropOrder = 6},
    {.sample = "88,888", .isNumeric = true, .dropOrder = 1},
    {.sample = "88,888", .isNumeric = true, .dropOrder = 2},
    {.sample = "The client closed with 1001: its page was left", .mostCharacters = 120},
}};

} // namespace

ClosedPanel::ClosedPanel(ConnectionsApi &api, QWidget *parent)
    : ListPane(u"closed"_s, parent)
    , m_api(api)
    , m_model(new ClosedModel(this))
    , m_proxy(new ClosedProxyModel(*m_model, this))
    , m_filter(new FilterBar(QueryList::Closed, u"closedFilter"_s, u"closedCount"_s, this))
    , m_table(new ListTable(Columns, ClosedModel::Id, this))
    , m_messages(new QAction(this))
    , m_write(new QAction(this))
    , m_details(new QAction(this))
    , m_copy(new QAction(this))
{
    buildLayout();
    connectParts();
    setBarActions({m_messages, m_write, m_details, m_copy});
    setIcons();
    retranslateUi();
}

void ClosedPanel::buildLayout()
{
    m_table->setObjectName(name());
    m_table->horizontalHeader()->setSortIndicator(ClosedModel::ClosedAt, Qt::DescendingOrder);
    m_table->setModel(m_proxy);
    m_messages->setObjectName(u"closedMessagesAction"_s);
    m_write->setObjectName(u"writeAgainAction"_s);
    m_details->setObjectName(u"closedDetailsAction"_s);
    m_copy->setObjectName(u"copyClosedAction"_s);
    m_copy->setShortcut(QKeySequence::Copy);
    for (QAction *action : {m_messages, m_write, m_details, m_copy}) {
        action->setShortcutContext(Qt::WidgetShortcut); // while the table has the focus
        m_table->addAction(action);
    }

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
}

void ClosedPanel::connectParts()
{
    m_refilter.setInterval(RefilterInterval);
    connect(&m_refilter, &QTimer::timeout, m_proxy, &ClosedProxyModel::refresh);
    m_filter->setKnownValues([this](QueryField field) { return valuesOf(field); });
    connect(m_filter, &FilterBar::queryChanged, this, &ClosedPanel::applyFilter);
    connect(m_filter, &FilterBar::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table, &ListTable::selectedRowsChanged, this, &ClosedPanel::updateActions);
    connect(m_table, &ListTable::rowActivated, this, &ClosedPanel::showDetails);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        m_table->showMenu(at, QList{m_details, m_messages, m_write} + moreActions(), m_copy);
    });
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_table->keepSelection([this](int row) { return m_proxy->rowAt(row).number; }); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_table->restoreSelection([this](quint64 number) {
            const int row = m_model->rowOf(number);
            return row < 0 ? -1 : m_proxy->mapFromSource(m_model->index(row, 0)).row();
        });
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_proxy, signal, this, &ClosedPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &ClosedPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &ClosedPanel::updateTexts);
    connect(m_details, &QAction::triggered, this, &ClosedPanel::showDetails);
    connect(m_copy, &QAction::triggered, this, &ClosedPanel::copySelection);
    connect(m_messages, &QAction::triggered, this, [this] {
        if (const ClosedRow *row = selectedRow())
            Q_EMIT messagesRequested(u"id:"_s + row->connection.info.id.toString());
    });
    connect(m_write, &QAction::triggered, this, [this] {
        if (const ClosedRow *row = selectedRow())
            Q_EMIT writeToUserRequested(row->connection.info.user);
    });
}

QString ClosedPanel::title() const
{
    return tr("Closed");
}

void ClosedPanel::setWatching(bool on)
{
    m_subscription = on ? m_api.subscribeClosed({}) : nullptr;
    if (!on)
        return;
    m_model->clear(); // the subscription begins with what is remembered
    connect(m_subscription.get(), &ClosedSubscription::closed, this, [this](const ClosedBatch &batch) {
        m_model->append(batch);
        updateTexts();
        Q_EMIT ended(batch);
    });
}

void ClosedPanel::activateFilter()
{
    m_filter->activate();
}

void ClosedPanel::activateList()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

BanSubject ClosedPanel::banSubject() const
{
    const ClosedRow *row = selectedRow();
    return row ? subjectOf(row->connection.info) : BanSubject();
}

QString ClosedPanel::selectionText() const
{
    if (const ClosedRow *row = selectedRow()) {
        const ConnectionInfo &info = row->connection.info;
        return tr("%1 (#%2)", "user, connection").arg(userInText(info.user), info.id.toString());
    }
    const std::size_t count = m_table->selectedRows().size();
    return count == 0 ? QString() : tr("%Ln selected", nullptr, int(count));
}

QByteArray ClosedPanel::saveState() const
{
    return m_table->saveState();
}

bool ClosedPanel::restoreState(const QByteArray &state)
{
    return m_table->restoreState(state);
}

const ClosedRow *ClosedPanel::selectedRow() const
{
    const std::vector<int> rows = m_table->selectedRows();
    return rows.size() == 1 ? &m_proxy->rowAt(rows.front()) : nullptr;
}

void ClosedPanel::applyFilter()
{
    m_proxy->setFilter(m_filter->query());
    if (m_filter->query().isLive())
        m_refilter.start();
    else
        m_refilter.stop();
    updateActions();
    updateTexts();
}

//! Returns the texts that the connections have in \a field, each once, for completions.
QStringList ClosedPanel::valuesOf(QueryField field) const
{
    QSet<QString> values;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ClosedQueryRow queried(m_model->rowAt(row).connection, m_model->now());
        QueryRow::Texts texts;
        queried.appendTexts(field, texts);
        for (const QStringView text : texts) {
            if (!text.isEmpty())
                values.insert(text.toString());
        }
    }
    QStringList sorted(values.begin(), values.end());
    sorted.sort(Qt::CaseInsensitive);
    return sorted;
}

void ClosedPanel::updateActions()
{
    const bool isOne = selectedRow();
    for (QAction *action : {m_messages, m_write, m_details})
        action->setEnabled(isOne);
    m_copy->setEnabled(!m_table->selectedRows().empty());
    const QString select = tr("Select one connection first");
    m_messages->setToolTip(isOne ? tr("Show what the connection received and sent") : select);
    m_write->setToolTip(isOne ? tr("Write a message to this user, who may be connected again") : select);
    m_details->setToolTip(isOne ? tr("Show all that is known about the connection") : select);
    offerFacts();
    Q_EMIT targetsChanged();
}

void ClosedPanel::offerFacts()
{
    const ClosedRow *row = selectedRow();
    if ((row ? row->number : 0) == std::exchange(m_offered, row ? row->number : 0) || !row)
        return;
    Q_EMIT factsSelected(
        {.headline = selectionText(), .sentence = row->verdict, .facts = factsOf(*row), .ban = banSubject()});
}

void ClosedPanel::updateTexts()
{
    const int total = m_model->rowCount();
    QString count = m_proxy->filter().isEmpty() ? tr("%Ln closed", "connections", total)
                                                : tr("%1 of %2 shown")
                                                      .arg(Format::count(quint64(m_proxy->rowCount())),
                                                           Format::count(quint64(total)));
    if (m_model->leftOut() > 0)
        count = tr("%1, %2 more not listed").arg(count, Format::count(m_model->leftOut()));
    m_filter->setCount(count);
    setBadge(total > 0 ? Format::count(quint64(total)) : QString());
    m_table->setPlaceholder(total > 0 ? tr("No connection matches the filter")
                                      : tr("No connection has ended yet"));
}

void ClosedPanel::showDetails()
{
    const ClosedRow *row = selectedRow();
    if (!row)
        return;
    Facts facts = factsOf(*row);
    facts.insert(facts.begin(), Fact{.title = tr("Why"), .value = row->verdict});
    auto *dialog = new FactsDialog(tr("Closed Connection"), selectionText(), facts, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QString filter = u"id:"_s + row->connection.info.id.toString();
    connect(dialog->addButton(tr("Its Messages"), u"showMessages"_s), &QPushButton::clicked, this,
            [this, dialog, filter] {
                dialog->accept();
                Q_EMIT messagesRequested(filter);
            });
    connect(dialog->addButton(tr("Write to the User"), u"writeAgain"_s), &QPushButton::clicked, this,
            [this, dialog, user = row->connection.info.user] {
                dialog->accept();
                Q_EMIT writeToUserRequested(user);
            });
    dialog->open();
}

Facts ClosedPanel::factsOf(const ClosedRow &row)
{
    const ClosedConnection &connection = row.connection;
    const ConnectionInfo &info = connection.info;
    const Activity &activity = connection.activity;
    Facts facts;
    const auto add = [&facts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.push_back(Fact{.title = name, .value = value});
    };
    const auto addPeerText = [&add](const QString &name, const QString &value) {
        constexpr qsizetype most = 512;
        add(name, elided(visibleText(value), most));
    };
    const auto messages = [](quint64 count, quint64 bytes) {
        return tr("%Ln message(s), %1", nullptr, int(count)).arg(Format::bytes(qint64(bytes)));
    };
    add(tr("Cause"), CauseText::of(connection.end.cause));
    add(tr("Code"), QString::number(connection.end.code));
    addPeerText(tr("Reason"), connection.end.reason);
    add(tr("Opened"), Format::dateTime(info.connectedAt));
    add(tr("Closed"), Format::dateTime(connection.closedAt));
    add(tr("Open for"), Format::duration(connection.closedAt - info.connectedAt));
    add(tr("Last message"),
        tr("%1 before the end").arg(Format::duration(connection.closedAt - activity.lastTraffic)));
    add(tr("Received"), messages(activity.traffic.messagesIn, activity.traffic.bytesIn));
    add(tr("Sent"), messages(activity.traffic.messagesOut, activity.traffic.bytesOut));
    if (activity.queuedBytes > 0)
        add(tr("Queued"), Format::bytes(activity.queuedBytes));
    if (activity.droppedMessages > 0)
        add(tr("Dropped"), Format::count(activity.droppedMessages));
    if (activity.latency)
        add(tr("Latency"), Format::latency(activity.latency->smoothed));
    add(tr("Address"), row.peerText);
    if (info.proxy)
        add(tr("Via"), info.proxy->toString());
    add(tr("Listener"), row.listenerText);
    addPeerText(tr("Path"), info.path);
    addPeerText(tr("Room"), info.room);
    addPeerText(tr("Subprotocol"), info.subprotocol);
    addPeerText(tr("Origin"), info.origin);
    addPeerText(tr("User agent"), info.userAgent);
    return facts;
}

void ClosedPanel::copySelection()
{
    if (const int rows = m_table->copySelection(); rows > 0)
        Q_EMIT actionReported(tr("Copied %Ln row(s)", nullptr, rows));
}

void ClosedPanel::setIcons()
{
    m_messages->setIcon(makeIcon(Icon::Filter, palette()));
    m_write->setIcon(makeIcon(Icon::Send, palette()));
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
}

void ClosedPanel::retranslateUi()
{
    const QString hint = tr("Filter closed connections");
    m_filter->setTexts(
        {hint, hint,
         tr("Shows the connections for which every word is true: a part of user, address, room, path, "
            "origin,\n"
            "cause or reason, or\n"
            "user:guest-* room:lobby addr:10.0.0.0/8 code:4408 cause:no_pong closed<5min connected>1h\n"
            "- before a word negates it. Ctrl+Space completes")});
    m_table->setAccessibleName(tr("Closed connections"));
    m_messages->setText(tr("Its &Messages"));
    m_write->setText(tr("&Write to the User"));
    m_details->setText(tr("&Details…"));
    m_copy->setText(tr("&Copy"));
    m_model->retranslate();
    updateActions();
    updateTexts();
}

void ClosedPanel::changeEvent(QEvent *event)
{
    ListPane::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        setIcons();
}

} // namespace signalbox
