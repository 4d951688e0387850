#include "ui/events/eventspanel.h"

#include "ui/connections/filterbar.h"
#include "ui/connections/listtable.h"
#include "ui/events/eventdialog.h"
#include "ui/events/eventsmodel.h"
#include "ui/events/eventsproxymodel.h"
#include "ui/events/eventtext.h"
#include "ui/events/leveldelegate.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QVBoxLayout>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array<ListColumn, EventsModel::ColumnCount> Columns{{
    {.sample = "88:88:88"},
    {.sample = "Warning", .hasMark = true},
    {.sample = "403 Origin https://chat.example.org", .mostCharacters = 70},
    {.sample = "88,888", .isNumeric = true},
    {.sample = "255.255.255.255 and 8 others", .mostCharacters = 40, .dropOrder = 2},
    {.sample = "88888", .dropOrder = 1},
}};

} // namespace

EventsPanel::EventsPanel(ServerControlApi &control, QWidget *parent)
    : ListPane(u"events"_s, parent)
    , m_control(control)
    , m_model(new EventsModel(this))
    , m_proxy(new EventsProxyModel(*m_model, this))
    , m_filter(new FilterBar(QueryList::Events, u"eventsFilter"_s, u"eventsCount"_s, this))
    , m_table(new ListTable(Columns, EventsModel::What, this))
    , m_allow(new QAction(this))
    , m_details(new QAction(this))
    , m_messages(new QAction(this))
    , m_copy(new QAction(this))
{
    buildLayout();
    connectParts();
    setBarActions({m_allow, m_messages, m_details, m_copy});
    setIcons();
    retranslateUi();
}

void EventsPanel::buildLayout()
{
    m_table->setObjectName(name());
    m_table->setItemDelegateForColumn(EventsModel::Level, new LevelDelegate(m_table));
    m_table->horizontalHeader()->setSortIndicator(EventsModel::Time, Qt::DescendingOrder);
    m_table->setModel(m_proxy);
    m_allow->setObjectName(u"allowAction"_s);
    m_details->setObjectName(u"eventDetailsAction"_s);
    m_messages->setObjectName(u"eventMessagesAction"_s);
    m_copy->setObjectName(u"copyEventsAction"_s);
    m_copy->setShortcut(QKeySequence::Copy);
    for (QAction *action : {m_allow, m_details, m_messages, m_copy}) {
        action->setShortcutContext(Qt::WidgetShortcut); // while the table has the focus
        m_table->addAction(action);
    }

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
}

void EventsPanel::connectParts()
{
    connect(m_filter, &FilterBar::queryChanged, this, &EventsPanel::applyFilter);
    connect(m_filter, &FilterBar::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table, &ListTable::selectedRowsChanged, this, &EventsPanel::updateActions);
    connect(m_table, &ListTable::rowActivated, this, &EventsPanel::showDetails);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        m_table->showMenu(at, QList{m_details, m_allow, m_messages} + moreActions(), m_copy);
    });
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_table->keepSelection([this](int row) { return m_proxy->rowAt(row).event.id.value(); });
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_table->restoreSelection([this](quint64 id) {
            const int row = m_model->rowOf(ServerEventId(id));
            return row < 0 ? -1 : m_proxy->mapFromSource(m_model->index(row, 0)).row();
        });
    });
    connect(m_model, &EventsModel::newCountChanged, this,
            [this](int count) { setBadge(count > 0 ? tr("%Ln new", "events", count) : QString()); });
    connect(m_proxy, &QAbstractItemModel::rowsInserted, this, &EventsPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, &EventsPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &EventsPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &EventsPanel::updateTexts);
    connect(m_allow, &QAction::triggered, this, &EventsPanel::showDetails);
    connect(m_details, &QAction::triggered, this, &EventsPanel::showDetails);
    connect(m_copy, &QAction::triggered, this, &EventsPanel::copySelection);
    connect(m_messages, &QAction::triggered, this, [this] {
        if (const EventRow *row = selectedEvent(); row && !row->event.connection.isNull())
            Q_EMIT messagesRequested(u"id:"_s + row->event.connection.toString());
    });
}

QString EventsPanel::title() const
{
    return tr("Events");
}

void EventsPanel::setWatching(bool on)
{
    m_subscription = on ? m_control.subscribeEvents({}) : nullptr;
    m_isFirstBatch = true;
    if (m_subscription)
        connect(m_subscription.get(), &EventsSubscription::changed, this, &EventsPanel::take);
}

void EventsPanel::take(const ServerEventBatch &batch)
{
    if (std::exchange(m_isFirstBatch, false))
        m_model->replace(batch);
    else
        m_model->apply(batch);
    if (isVisible())
        m_model->setAllSeen();
    updateActions(); // the selected event may have changed
}

void EventsPanel::activateFilter()
{
    m_filter->activate();
}

void EventsPanel::activateList()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

BanSubject EventsPanel::banSubject() const
{
    const EventRow *row = selectedEvent();
    if (!row)
        return {};
    BanSubject subject{.user = row->event.user, .address = row->event.peer.address};
    const auto *refused = std::get_if<RequestRefused>(&row->event.body);
    if (refused && !refused->isRest && refused->subject == RequestRefused::Subject::Origin)
        subject.origin = refused->value;
    return subject;
}

QString EventsPanel::selectionText() const
{
    if (const EventRow *row = selectedEvent())
        return row->what;
    const std::size_t count = m_table->selectedRows().size();
    return count == 0 ? QString() : tr("%Ln selected", nullptr, int(count));
}

QByteArray EventsPanel::saveState() const
{
    return m_table->saveState();
}

bool EventsPanel::restoreState(const QByteArray &state)
{
    return m_table->restoreState(state);
}

const EventRow *EventsPanel::selectedEvent() const
{
    const std::vector<int> rows = m_table->selectedRows();
    return rows.size() == 1 ? &m_proxy->rowAt(rows.front()) : nullptr;
}

void EventsPanel::applyFilter()
{
    m_proxy->setFilter(m_filter->query());
    updateActions();
    updateTexts();
}

void EventsPanel::updateActions()
{
    const EventRow *row = selectedEvent();
    const RequestRefused *refused = row ? std::get_if<RequestRefused>(&row->event.body) : nullptr;
    const bool isHost = refused && refused->subject == RequestRefused::Subject::Host;
    m_allow->setEnabled(refused && !refused->entry.isEmpty());
    m_allow->setText(isHost ? tr("&Allow This Host…") : tr("&Allow This Origin…"));
    m_details->setEnabled(row);
    m_messages->setEnabled(row && !row->event.connection.isNull());
    m_copy->setEnabled(!m_table->selectedRows().empty());
    const QString one = tr("Select one event first");
    m_allow->setToolTip(m_allow->isEnabled() ? tr("Show what to add to the configuration")
                        : row                ? tr("Only an origin or a host that was refused can be allowed")
                                             : one);
    m_details->setToolTip(row ? tr("Show all that is known about the event") : one);
    m_messages->setToolTip(m_messages->isEnabled() ? tr("Show the messages of the connection")
                           : row                   ? tr("No connection takes part in this event")
                                                   : one);
    offerFacts();
    Q_EMIT targetsChanged();
}

void EventsPanel::offerFacts()
{
    const EventRow *row = selectedEvent();
    const ServerEventId id = row ? row->event.id : ServerEventId();
    if (id == std::exchange(m_offered, id) || !row)
        return;
    Q_EMIT factsSelected(
        {.headline = row->what, .sentence = {}, .facts = EventText::facts(row->event), .ban = banSubject()});
}

void EventsPanel::updateTexts()
{
    const int total = m_model->rowCount();
    m_filter->setCount(m_proxy->filter().isEmpty() ? tr("%Ln event(s)", nullptr, total)
                                                   : tr("%1 of %2 shown")
                                                         .arg(Format::count(quint64(m_proxy->rowCount())),
                                                              Format::count(quint64(total))));
    m_table->setPlaceholder(total > 0 ? tr("No event matches the filter") : tr("Nothing has happened yet"));
}

void EventsPanel::showDetails()
{
    const EventRow *row = selectedEvent();
    if (!row)
        return;
    auto *dialog = new EventDialog(row->event, m_control.status(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EventDialog::copied, this, &EventsPanel::actionReported);
    dialog->open();
}

void EventsPanel::copySelection()
{
    if (const int rows = m_table->copySelection(); rows > 0)
        Q_EMIT actionReported(tr("Copied %Ln event(s)", nullptr, rows));
}

void EventsPanel::setIcons()
{
    m_messages->setIcon(makeIcon(Icon::Filter, palette()));
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
}

void EventsPanel::retranslateUi()
{
    const QString hint = tr("Filter events");
    m_filter->setTexts(
        {hint, hint,
         tr("Shows the events for which every word is true: a part of what is shown, or\n"
            "level:error origin:https://*.example.org path:/room* addr:10.0.0.0/8 user:guest-*\n"
            "code:403 reason:tls_handshake count>100 id:31\n"
            "- before a word negates it. Ctrl+Space completes")});
    m_table->setAccessibleName(tr("Events"));
    m_details->setText(tr("&Details…"));
    m_messages->setText(tr("Its &Messages"));
    m_copy->setText(tr("&Copy"));
    const int count = m_model->newCount();
    setBadge(count > 0 ? tr("%Ln new", "events", count) : QString());
    m_model->retranslate();
    updateActions();
    updateTexts();
}

void EventsPanel::changeEvent(QEvent *event)
{
    ListPane::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        setIcons();
}

void EventsPanel::showEvent(QShowEvent *event)
{
    ListPane::showEvent(event);
    m_model->setAllSeen();
}

} // namespace signalbox
