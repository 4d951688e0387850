#include "ui/rooms/roomspanel.h"

#include "ui/dialogs/kickdialog.h"
#include "ui/rooms/grouppage.h"
#include "ui/rooms/groupview.h"
#include "ui/rooms/logterm.h"
#include "ui/rooms/roomsmodel.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

RoomsPanel::RoomsPanel(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_rooms(console.rooms())
    , m_model(new RoomsModel(this))
    , m_page(new GroupPage(*m_model, u"rooms"_s, {48, 14, 16, 16, 20}, this))
    , m_write(new QAction(this))
    , m_showMessages(new QAction(this))
    , m_takeOut(new QAction(this))
    , m_kick(new QAction(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_page);
    setFocusProxy(m_page);
    m_write->setObjectName(u"writeToRoomAction"_s);
    m_showMessages->setObjectName(u"showRoomMessagesAction"_s);
    m_takeOut->setObjectName(u"takeMembersOutAction"_s);
    m_kick->setObjectName(u"kickMembersAction"_s);
    m_kick->setShortcut(QKeySequence::Delete);
    m_kick->setShortcutContext(Qt::WidgetShortcut);
    m_page->setActions({m_write, m_showMessages, nullptr, m_takeOut, m_kick});

    connect(&m_rooms, &RoomsApi::listed, this, &RoomsPanel::apply);
    connect(&m_rooms, &RoomsApi::membersListed, this, [this](const RoomMembers &members) {
        m_model->setMembersOf(members);
        refresh();
    });
    connect(m_model, &RoomsModel::membersWanted, this,
            [this](const QString &room) { m_rooms.requestMembers(room); });
    connect(m_page, &GroupPage::collapsed, m_model, &RoomsModel::close);
    connect(m_page, &GroupPage::filterChanged, this, [this](const QString &text) {
        m_rooms.setFilter(text); // the server may have more than it lists
        refresh();
    });
    connect(m_page, &GroupPage::selectionChanged, this, &RoomsPanel::refresh);
    connect(m_write, &QAction::triggered, this, &RoomsPanel::writeMessage);
    connect(m_showMessages, &QAction::triggered, this, &RoomsPanel::showMessages);
    connect(m_takeOut, &QAction::triggered, this, &RoomsPanel::takeOut);
    connect(m_kick, &QAction::triggered, this, &RoomsPanel::askToKick);
    retranslateUi();
}

void RoomsPanel::setWatching(bool on)
{
    m_mayWatch = on;
    watch(on && isVisible());
}

QByteArray RoomsPanel::saveState() const
{
    return m_page->view().header()->saveState();
}

bool RoomsPanel::restoreState(const QByteArray &state)
{
    return m_page->view().header()->restoreState(state);
}

void RoomsPanel::watch(bool on)
{
    if (on == m_isWatching)
        return;
    m_isWatching = on;
    m_rooms.watch(on);
}

void RoomsPanel::apply(const RoomReport &report)
{
    m_leftOut = report.list.leftOut;
    m_model->apply(report);
    refresh();
}

void RoomsPanel::refresh()
{
    const GroupPage::Selection selection = m_page->selection();
    const Group *group = m_page->currentGroup();
    m_write->setEnabled(group);
    m_showMessages->setEnabled(group);
    m_takeOut->setEnabled(!selection.groupOfMembers.isEmpty());
    m_kick->setEnabled(!selection.members.empty());
    m_write->setText(m_page->currentMember() ? tr("&Write to the User") : tr("&Write to the Room"));
    m_showMessages->setText(m_page->currentMember() ? tr("&Messages of the User")
                                                    : tr("&Messages of the Room"));

    QString count = tr("%n room(s)", nullptr, m_model->rowCount());
    if (m_leftOut > 0)
        count = tr("%1, the fullest; %2 more").arg(count, Format::count(m_leftOut));
    const quint64 unlisted = group ? m_model->unlistedMembers(group->name) : 0;
    if (unlisted > 0)
        count = tr("%1; %2 more members").arg(count, Format::count(unlisted));
    m_page->setCount(count);
}

void RoomsPanel::writeMessage()
{
    if (const RoomMember *member = m_page->currentMember())
        Q_EMIT userAddressed(member->user);
    else if (const Group *group = m_page->currentGroup())
        Q_EMIT roomAddressed(group->name);
}

void RoomsPanel::showMessages()
{
    if (const RoomMember *member = m_page->currentMember())
        Q_EMIT logWanted(logTerm(u"user"_s, member->user));
    else if (const Group *group = m_page->currentGroup())
        Q_EMIT logWanted(logTerm(u"room"_s, group->name));
}

void RoomsPanel::takeOut()
{
    const GroupPage::Selection selection = m_page->selection();
    if (!selection.groupOfMembers.isEmpty())
        m_console.run(TakeOutOfRoom{selection.members, selection.groupOfMembers});
}

void RoomsPanel::askToKick()
{
    const std::vector<ConnectionId> ids = m_page->selection().members;
    if (ids.empty())
        return;
    std::vector<ConnectionInfo> targets;
    for (const ConnectionId id : ids) {
        ConnectionInfo &info = targets.emplace_back();
        info.id = id;
        if (ids.size() == 1 && m_page->currentMember())
            info.user = m_page->currentMember()->user;
    }
    auto *dialog = new KickDialog(std::move(targets), {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, ids] {
        m_console.run(Kick{ids, dialog->code(), dialog->reason()});
    });
    dialog->open();
}

void RoomsPanel::retranslateUi()
{
    m_page->setWords({tr("Fi&lter:"), tr("Name of a room"), tr("Rooms and their members"),
                      tr("No rooms: one comes with its first member and goes with its last message"),
                      tr("No room matches the filter")});
    m_takeOut->setText(tr("&Take out of the Room"));
    m_kick->setText(tr("&Kick…"));
    for (const auto &[action, icon] :
         {std::pair(m_write, Icon::Send), std::pair(m_showMessages, Icon::Filter),
          std::pair(m_kick, Icon::Kick)})
        action->setIcon(makeIcon(icon, palette()));
    refresh();
}

void RoomsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslateUi();
}

void RoomsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    watch(m_mayWatch);
}

void RoomsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    watch(false);
}

} // namespace signalbox
