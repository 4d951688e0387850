#include "ui/messages/messagespanel.h"

#include "ui/connections/filteredit.h"
#include "ui/messages/messagesproxymodel.h"
#include "ui/messages/messagetable.h"
#include "ui/theme/accent.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

MessagesPanel::MessagesPanel(MessagesApi &api, QWidget *parent)
    : MessagesPanel(api, MessageRing::Limits{}, parent)
{
}

MessagesPanel::MessagesPanel(MessagesApi &api, MessageRing::Limits limits, QWidget *parent)
    : QWidget(parent)
    , m_api(api)
    , m_model(new MessagesModel(limits, this))
    , m_proxy(new MessagesProxyModel(this))
    , m_table(new MessageTable(this))
    , m_filter(new FilterEdit(QueryList::Messages, this))
    , m_filterError(new QLabel(this))
    , m_title(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_pause(new QAction(this))
    , m_clear(new QAction(this))
    , m_follow(new QAction(this))
    , m_onlySelected(new QAction(this))
    , m_find(new QAction(this))
{
    m_proxy->setMessages(m_model);
    m_table->setModel(m_proxy);
    buildActions();
    buildLayout();

    connect(m_filter, &FilterEdit::queryChanged, this, &MessagesPanel::applyFilter);
    connect(m_filter, &FilterEdit::errorChanged, this, &MessagesPanel::showFilterError);
    connect(m_filter, &FilterEdit::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table, &QAbstractItemView::activated, this, &MessagesPanel::messageActivated);
    connect(m_table, &MessageTable::currentRowChanged, this, &MessagesPanel::selectRow);
    connect(m_table, &MessageTable::followingChanged, m_follow, &QAction::setChecked);
    setIcons();
    retranslate();
}

void MessagesPanel::buildActions()
{
    m_pause->setCheckable(true);
    m_pause->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    m_clear->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_End));
    m_onlySelected->setCheckable(true);
    m_find->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    addActions({m_pause, m_clear, m_follow, m_onlySelected, m_find});

    connect(m_pause, &QAction::toggled, this, &MessagesPanel::setPaused);
    connect(m_clear, &QAction::triggered, this, [this] {
        m_model->clear();
        m_waiting = 0;
        m_leftOut = 0;
        updateSummary();
        Q_EMIT cleared();
    });
    connect(m_follow, &QAction::triggered, m_table, &MessageTable::setFollowing);
    connect(m_onlySelected, &QAction::toggled, this, &MessagesPanel::applyFilter);
    connect(m_find, &QAction::triggered, m_filter, &FilterEdit::activate);
}

void MessagesPanel::buildLayout()
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setBuddy(m_table);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    // Shrinks before all others: the window must be usable at a width of 1024 pixels.
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_filterError->setObjectName(u"messageFilterError"_s);
    m_filterError->setTextFormat(Qt::PlainText);
    m_filterError->setWordWrap(true);
    m_filterError->hide();
    colorFilterError();
    m_filter->setMinimumWidth(110);
    m_filter->setMaximumWidth(240);

    auto *head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(m_title);
    head->addSpacing(8);
    head->addWidget(m_summary, 3);
    head->addWidget(m_filter, 2);
    QWidget *before = m_filter; // Tab moves the focus as the parts are seen: filter, buttons, table
    for (QAction *action : {m_onlySelected, m_follow, m_pause, m_clear}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        head->addWidget(button);
        setTabOrder(std::exchange(before, button), button);
    }
    setTabOrder(before, m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_filterError);
    layout->addWidget(m_table, 1);
}

void MessagesPanel::setWatching(bool on)
{
    m_subscription = on ? m_api.subscribe({}) : nullptr;
    if (m_subscription)
        connect(m_subscription.get(), &MessagesSubscription::logged, this, &MessagesPanel::addBatch);
}

void MessagesPanel::setSelectedConnections(const QList<ConnectionId> &ids)
{
    m_selected = ids;
    if (m_onlySelected->isChecked())
        applyFilter();
}

void MessagesPanel::setFilter(const QString &text)
{
    m_filter->setFilter(text);
}

void MessagesPanel::addBatch(const LogBatch &batch)
{
    if (m_pause->isChecked())
        m_waiting += batch.entries.size();
    m_leftOut += batch.leftOut;
    m_model->append(batch);
    updateSummary();
}

void MessagesPanel::setPaused(bool on)
{
    if (!on)
        m_waiting = 0;
    m_model->setFrozen(on);
    setIcons();
    retranslate();
}

void MessagesPanel::applyFilter()
{
    MessageFilter filter;
    filter.setQuery(m_filter->query());
    if (m_onlySelected->isChecked() && !m_selected.isEmpty())
        filter.setConnections(QSet<ConnectionId>(m_selected.begin(), m_selected.end()));
    const QPersistentModelIndex current = m_proxy->mapToSource(m_table->currentIndex());
    m_proxy->setFilter(filter);
    const QModelIndex again = m_proxy->mapFromSource(current);
    if (again.isValid())
        m_table->restoreCurrent(again);
    updateSummary();
}

void MessagesPanel::selectRow(int row)
{
    const QModelIndex source = m_proxy->mapToSource(m_proxy->index(row, 0));
    Q_EMIT messageSelected(m_model->messageAt(source.row()));
}

void MessagesPanel::updateSummary()
{
    const QLocale locale;
    QStringList parts;
    if (m_proxy->filter().isActive())
        parts += tr("%1 of %Ln message(s)", nullptr, m_model->rowCount())
                     .arg(locale.toString(m_proxy->rowCount()));
    else
        parts += tr("%Ln message(s)", nullptr, m_model->rowCount());
    if (m_pause->isChecked())
        parts += tr("paused, %1 waiting").arg(locale.toString(m_waiting));
    if (m_leftOut > 0)
        parts += tr("%1 not shown").arg(locale.toString(m_leftOut));
    if (m_model->droppedRows() > 0)
        parts += tr("%1 older ones dropped").arg(locale.toString(m_model->droppedRows()));
    const QString text = parts.join(QStringLiteral(" · "));
    if (text == m_summaryText)
        return;
    m_summaryText = text;
    m_summary->setToolTip(text);
    m_summary->setAccessibleName(text);
    showSummary();
}

void MessagesPanel::showSummary()
{
    m_summary->setText(
        m_summary->fontMetrics().elidedText(m_summaryText, Qt::ElideRight, m_summary->width()));
}

void MessagesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate(); // sets the new width of the label
    showSummary();
}

void MessagesPanel::showFilterError(const QString &error)
{
    m_filterError->setVisible(!error.isEmpty());
    m_filterError->setText(u"▲ "_s + error);
}

void MessagesPanel::colorFilterError()
{
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, accentColor(Accent::Bad, warning.color(QPalette::Window)));
    m_filterError->setPalette(warning);
}

void MessagesPanel::setIcons()
{
    m_pause->setIcon(makeIcon(m_pause->isChecked() ? Icon::Start : Icon::Pause, palette()));
    m_clear->setIcon(makeIcon(Icon::Clear, palette()));
    m_follow->setIcon(makeIcon(Icon::Follow, palette()));
    m_onlySelected->setIcon(makeIcon(Icon::Filter, palette()));
}

void MessagesPanel::retranslate()
{
    m_title->setText(tr("Messages"));
    m_table->setAccessibleName(tr("Message log"));
    m_filter->setPlaceholderText(tr("Filter messages"));
    m_filter->setAccessibleName(tr("Filter messages"));
    m_filter->setToolTip(
        tr("Shows the messages for which every word is true. A plain word is looked for in the "
           "payload; - before a word negates it.\n"
           "room:lobby room=\"my lobby\" user:guest-* dir:in type:binary id:12 seq:12-20 "
           "size>1KiB\n"
           "json:order.items[0].id=7 code:bad_json re:\"pri[cs]e\"\n"
           "Ctrl+Space completes"));
    m_filterError->setAccessibleName(tr("What is wrong with the filter"));
    m_pause->setText(m_pause->isChecked() ? tr("Resume") : tr("Pause"));
    m_pause->setToolTip(tr("Keep the log as it is; new messages wait and are added afterwards"));
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Remove all messages from the log"));
    m_follow->setText(tr("Follow"));
    m_follow->setToolTip(tr("Keep the newest message in sight"));
    m_onlySelected->setText(tr("Only selected"));
    m_onlySelected->setToolTip(tr("Only messages of the connections selected above"));
    m_find->setText(tr("Find in messages"));
    updateSummary();
}

QByteArray MessagesPanel::saveState() const
{
    return m_table->saveColumns();
}

bool MessagesPanel::restoreState(const QByteArray &state)
{
    return m_table->restoreColumns(state);
}

void MessagesPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        setIcons();
        colorFilterError();
    }
    if (event->type() != QEvent::LanguageChange)
        return;
    m_model->retranslate();
    retranslate();
}

} // namespace signalbox
