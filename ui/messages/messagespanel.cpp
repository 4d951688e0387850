#include "ui/messages/messagespanel.h"

#include "ui/connections/filteredit.h"
#include "ui/messages/followstrip.h"
#include "ui/messages/messageactions.h"
#include "ui/messages/messagecommands.h"
#include "ui/messages/messagefeed.h"
#include "ui/messages/messagemenu.h"
#include "ui/messages/messagetable.h"
#include "ui/theme/accent.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

const QByteArray StateVersion("SBML2 "); // a layout of other columns must not be applied to these
constexpr int MoreButtonWidth = 34;      // the dots and the arrow of the style
constexpr int IconButtonWidth = 28;
constexpr int WidthForTexts = 820; // pixels; where there is less, buttons with an icon show no text

} // namespace

MessagesPanel::MessagesPanel(MessagesApi &api, QWidget *parent)
    : MessagesPanel(api, MessageStore::Limits{}, parent)
{
}

MessagesPanel::MessagesPanel(MessagesApi &api, MessageStore::Limits limits, QWidget *parent)
    : QWidget(parent)
    , m_api(api)
    , m_model(new MessagesModel(limits, this))
    , m_feed(new MessageFeed(*m_model, this))
    , m_table(new MessageTable(this))
    , m_actions(new MessageActions(this))
    , m_filter(new FilterEdit(QueryList::Messages, this))
    , m_filterError(new QLabel(this))
    , m_notes(new QLabel(this))
    , m_followStrip(new FollowStrip(this))
    , m_title(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_more(new QToolButton(this))
    , m_commands(new MessageCommands(*m_model, *m_table, *m_actions, this))
{
    m_table->setMessages(m_model);
    connectActions();
    buildLayout();

    connect(m_filter, &FilterEdit::queryChanged, this, &MessagesPanel::applyFilter);
    connect(m_filter, &FilterEdit::errorChanged, this, &MessagesPanel::showFilterError);
    connect(m_filter, &FilterEdit::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table, &QAbstractItemView::activated, this, &MessagesPanel::messageActivated);
    connect(m_table, &MessageTable::currentRowChanged, this, &MessagesPanel::selectRow);
    connect(m_table, &MessageTable::followingChanged, m_actions->scroll, &QAction::setChecked);
    connect(m_commands, &MessageCommands::termChosen, this, &MessagesPanel::addTerm);
    connect(m_commands, &MessageCommands::followRequested, this,
            [this](ConnectionId id, const QString &user) { followConnections({id}, user); });
    connect(m_commands, &MessageCommands::resendRequested, this, &MessagesPanel::resendRequested);
    connect(m_commands, &MessageCommands::editRequested, this, &MessagesPanel::editRequested);
    connect(m_commands, &MessageCommands::reported, this, &MessagesPanel::actionReported);
    connect(m_model, &MessagesModel::searchProgressed, this, [this] {
        restoreSelection();
        updateSummary();
        updateNotes();
    });
    connect(m_feed, &MessageFeed::appended, this, &MessagesPanel::countAppended);
    connect(m_feed, &MessageFeed::finished, this, [this] {
        if (m_subscription)
            m_subscription->acknowledge();
    });
    connect(m_followStrip, &FollowStrip::stopRequested, this, &MessagesPanel::stopFollowing);
    m_actions->setIcons(palette());
    retranslate();
}

void MessagesPanel::connectActions()
{
    const MessageActions &actions = *m_actions;
    connect(actions.find, &QAction::triggered, this, &MessagesPanel::activateFilter);
    connect(actions.pause, &QAction::toggled, this, &MessagesPanel::setPaused);
    connect(actions.scroll, &QAction::triggered, m_table, &MessageTable::setFollowing);
    connect(actions.onlySelected, &QAction::toggled, this, &MessagesPanel::applyFilter);
    connect(actions.onlyBookmarked, &QAction::toggled, this, &MessagesPanel::applyFilter);
    connect(actions.highlight, &QAction::toggled, this, &MessagesPanel::applyFilter);
    connect(actions.controlFrames, &QAction::toggled, this, &MessagesPanel::applyWatch);
    connect(actions.columns, &QAction::triggered, this, [this] {
        QMenu *menu = m_table->createColumnMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
    });
    connect(actions.clear, &QAction::triggered, this, [this] {
        m_model->clear();
        m_waiting = 0;
        m_leftOut = 0;
        updateSummary();
        Q_EMIT cleared();
    });
}

void MessagesPanel::buildLayout()
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setBuddy(m_table);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    // Shrinks before all others: the window must be usable at a width of 900 pixels.
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_filterError->setObjectName(u"messageFilterError"_s);
    m_notes->setObjectName(u"messageNotes"_s);
    for (QLabel *label : {m_filterError, m_notes}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->hide();
    }
    colorFilterError();
    m_filter->setMinimumWidth(110);

    auto *head = new QHBoxLayout;
    head->setSpacing(4);
    head->setContentsMargins(8, 4, 4, 0);
    head->addWidget(m_title);
    head->addSpacing(8);
    head->addWidget(m_filter, 3);
    head->addWidget(m_summary, 2);
    QWidget *before = m_filter; // Tab moves the focus as the parts are seen: filter, buttons, table
    for (QAction *action : {m_actions->highlight, m_actions->previous, m_actions->next,
                            m_actions->onlySelected, m_actions->scroll, m_actions->pause}) {
        QToolButton *button = addButton(action);
        head->addWidget(button);
        setTabOrder(std::exchange(before, button), button);
    }
    m_more->setObjectName(u"moreMessageActions"_s);
    m_more->setText(u"⋮"_s);
    m_more->setAutoRaise(true);
    m_more->setMinimumWidth(MoreButtonWidth);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(m_more);
    for (QAction *action : m_actions->inMenu()) {
        if (action)
            menu->addAction(action);
        else
            menu->addSeparator();
    }
    m_more->setMenu(menu);
    head->addWidget(m_more);
    setTabOrder(before, m_more);
    setTabOrder(m_more, m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_followStrip);
    layout->addLayout(head);
    layout->addWidget(m_filterError);
    layout->addWidget(m_notes);
    layout->addWidget(m_table, 1);
}

QToolButton *MessagesPanel::addButton(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    if (action == m_actions->previous || action == m_actions->next) {
        button->setArrowType(action == m_actions->next ? Qt::DownArrow : Qt::UpArrow);
        button->hide();
        connect(m_actions->highlight, &QAction::toggled, button, &QWidget::setVisible);
    } else {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        if (action != m_actions->highlight)
            button->setMinimumWidth(IconButtonWidth); // a narrower window leaves out the text
        m_buttons += button;
    }
    return button;
}

void MessagesPanel::activateFilter()
{
    m_filter->activate();
}

void MessagesPanel::setWatching(bool on)
{
    // While the window is slow, the server merges what comes and counts what does not fit.
    m_subscription =
        on ? m_api.subscribe({.acknowledgement = SubscriptionOptions::Acknowledgement::Manual}) : nullptr;
    if (!m_subscription)
        return;
    connect(m_subscription.get(), &MessagesSubscription::logged, m_feed, &MessageFeed::add);
    applyWatch();
}

void MessagesPanel::setSelectedConnections(const QList<ConnectionId> &ids)
{
    if (ids == m_selected)
        return;
    m_selected = ids;
    if (m_actions->onlySelected->isChecked())
        applyFilter();
    if (m_actions->controlFrames->isChecked())
        applyWatch();
}

void MessagesPanel::applyWatch()
{
    if (!m_subscription)
        return;
    m_subscription->follow({m_followed.begin(), m_followed.end()});
    const QList<ConnectionId> &concerned = m_followed.isEmpty() ? m_selected : m_followed;
    if (m_actions->controlFrames->isChecked())
        m_subscription->showControlFrames({concerned.begin(), concerned.end()});
    else
        m_subscription->showControlFrames({});
}

void MessagesPanel::setFilter(const QString &text)
{
    m_filter->setFilter(text);
}

void MessagesPanel::followConnections(const QList<ConnectionId> &ids, const QString &user)
{
    if (ids.isEmpty())
        return;
    if (!isFollowing()) {
        m_beforeFollowing = {verbatimText(m_filter->text()), m_actions->onlySelected->isChecked(),
                             m_actions->onlyBookmarked->isChecked()};
    }
    m_followed = ids.first(std::min<qsizetype>(ids.size(), MessagesSubscription::MaxFollowed));
    m_followedSince = Clock::now();
    m_followStrip->showFollowed(m_followed, user);
    m_actions->onlySelected->setChecked(false);
    m_actions->onlyBookmarked->setChecked(false);
    m_actions->onlySelected->setEnabled(false); // what is followed is shown, whatever is selected
    applyWatch();
    setFilter({});
    if (m_followed.size() < ids.size())
        Q_EMIT actionReported(tr("Only the first %L1 connections are followed").arg(m_followed.size()));
}

void MessagesPanel::stopFollowing()
{
    if (!isFollowing())
        return;
    m_followed.clear();
    m_followStrip->showFollowed({}, {});
    const FilterState before = std::exchange(m_beforeFollowing, {});
    m_actions->onlySelected->setEnabled(true);
    m_actions->onlySelected->setChecked(before.isOnlySelected);
    m_actions->onlyBookmarked->setChecked(before.isOnlyBookmarked);
    applyWatch();
    setFilter(before.text);
}

void MessagesPanel::countAppended(quint64 entries, quint64 leftOut)
{
    if (m_actions->pause->isChecked())
        m_waiting += entries;
    m_leftOut += leftOut;
    updateSummary();
}

void MessagesPanel::setPaused(bool on)
{
    if (!on)
        m_waiting = 0;
    m_model->setFrozen(on);
    m_actions->setIcons(palette());
    retranslate();
}

void MessagesPanel::applyFilter()
{
    const bool hides = !m_actions->highlight->isChecked();
    MessageFilter filter;
    if (hides)
        filter.setQuery(m_filter->query());
    if (isFollowing())
        filter.setFollowed(QSet<ConnectionId>(m_followed.begin(), m_followed.end()), m_followedSince);
    else if (m_actions->onlySelected->isChecked() && !m_selected.isEmpty())
        filter.setConnections(QSet<ConnectionId>(m_selected.begin(), m_selected.end()));
    if (const std::optional<quint64> current = m_table->currentPosition())
        m_toSelect = current;
    m_table->setQuery(m_filter->query());
    m_model->setPreviewQuery(m_filter->query());
    m_model->setFilter(filter, m_actions->onlyBookmarked->isChecked());
    m_model->setSearch(hides ? Query() : m_filter->query());
    restoreSelection();
    updateSummary();
    updateNotes();
}

//! A changed filter finds the selected message again, maybe later.
void MessagesPanel::restoreSelection()
{
    if (!m_toSelect)
        return;
    if (m_table->currentIndex().isValid()) { // the user has selected another one meanwhile
        m_toSelect.reset();
        return;
    }
    const int row = m_model->rowOf(*m_toSelect);
    if (row >= 0) {
        m_table->restoreCurrent(m_model->index(row, 0));
        m_toSelect.reset();
    } else if (m_model->progress().isComplete) {
        m_toSelect.reset();
    }
}

void MessagesPanel::selectRow(int row)
{
    m_toSelect.reset();
    Q_EMIT messageSelected(m_model->messageAt(row));
    updateSummary();
}

void MessagesPanel::addTerm(const QString &term)
{
    setFilter(MessageMenu::withTerm(verbatimText(m_filter->text()), term));
}

QStringList MessagesPanel::summaryParts() const
{
    const QLocale locale;
    const MessagesModel::Progress progress = m_model->progress();
    QStringList parts;
    if (m_model->isFiltered())
        parts += tr("%1 of %Ln message(s)", nullptr, int(progress.total))
                     .arg(locale.toString(m_model->messageCount()));
    else
        parts += tr("%Ln message(s)", nullptr, int(progress.total));
    if (m_actions->highlight->isChecked() && !m_filter->query().isEmpty()) {
        const std::optional<quint64> current = m_table->currentPosition();
        const QString all = locale.toString(qulonglong(m_model->matchCount()));
        parts.prepend(
            current && m_model->isMatch(*current)
                ? tr("match %1 of %2").arg(locale.toString(qulonglong(m_model->matchesUpTo(*current))), all)
                : tr("%Ln match(es)", nullptr, int(m_model->matchCount())));
    }
    if (!progress.isComplete)
        parts.prepend(
            tr("searched %1 of %2").arg(locale.toString(progress.tested), locale.toString(progress.total)));
    if (m_actions->pause->isChecked())
        parts += tr("paused, %1 waiting").arg(locale.toString(m_waiting));
    if (m_leftOut > 0)
        parts += tr("%1 not shown").arg(locale.toString(m_leftOut));
    if (m_model->droppedRows() > 0)
        parts += tr("%1 older ones dropped").arg(locale.toString(m_model->droppedRows()));
    return parts;
}

void MessagesPanel::updateSummary()
{
    const QString text = summaryParts().join(u" · "_s);
    if (text == m_summaryText)
        return;
    m_summaryText = text;
    m_summary->setToolTip(text);
    m_summary->setAccessibleName(text);
    showSummary();
}

//! What the filter could not look into.
void MessagesPanel::updateNotes()
{
    const MessagesModel::Progress progress = m_model->progress();
    QStringList notes;
    if (progress.truncated > 0)
        notes += tr("%Ln message(s) are longer than what is kept of them: the filter does not know the rest.",
                    nullptr, int(progress.truncated));
    if (progress.dropped > 0)
        notes += tr("The payloads of %Ln message(s) are no longer kept: the filter cannot look into them.",
                    nullptr, int(progress.dropped));
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
}

void MessagesPanel::showSummary()
{
    m_summary->setText(
        m_summary->fontMetrics().elidedText(m_summaryText, Qt::ElideRight, m_summary->width()));
}

void MessagesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (QToolButton *button : m_buttons) {
        const bool needsText = button->defaultAction()->icon().isNull() || width() >= WidthForTexts;
        button->setToolButtonStyle(needsText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    }
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
    m_more->setToolTip(tr("More actions"));
    m_more->setAccessibleName(tr("More actions"));
    m_actions->retranslate();
    updateSummary();
    updateNotes();
}

QByteArray MessagesPanel::saveState() const
{
    const QByteArray columns = m_table->saveColumns();
    return columns.isEmpty() ? columns : StateVersion + columns;
}

bool MessagesPanel::restoreState(const QByteArray &state)
{
    if (state.isEmpty())
        return m_table->restoreColumns(state);
    return state.startsWith(StateVersion) && m_table->restoreColumns(state.sliced(StateVersion.size()));
}

void MessagesPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_actions->setIcons(palette());
        colorFilterError();
    }
    if (event->type() != QEvent::LanguageChange)
        return;
    m_model->retranslate();
    retranslate();
}

} // namespace signalbox
