#include "ui/rooms/roomspanel.h"

#include "ui/rooms/roomsmodel.h"
#include "ui/theme/format.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace signalbox {

RoomsPanel::RoomsPanel(Console &console, QWidget *parent)
    : RoomsPanel(new RoomsModel, console, parent)
{
}

RoomsPanel::RoomsPanel(RoomsModel *model, Console &console, QWidget *parent)
    : GroupPage(model, QueryList::Rooms, u"rooms"_s, parent)
    , m_rooms(console.rooms())
    , m_model(model)
{
    writeAction().setObjectName(u"writeToRoomAction"_s);
    messagesAction().setObjectName(u"showRoomMessagesAction"_s);

    connect(&m_rooms, &RoomsApi::membersListed, this, [this](const RoomMembers &members) {
        m_model->setMembersOf(members);
        refresh();
    });
    connect(m_model, &RoomsModel::membersRequested, this,
            [this](const QString &room) { m_rooms.requestMembers(room); });
    connect(this, &GroupPage::collapsed, m_model, &RoomsModel::close);
    connect(this, &GroupPage::filterChanged, this, [this](const Query &filter) {
        m_filter = filter;
        if (m_subscription)
            m_subscription->setFilter(filter); // the server may have more rooms than it lists
        refresh();
    });
    connect(this, &GroupPage::selectionChanged, this, &RoomsPanel::refresh);
    connect(&writeAction(), &QAction::triggered, this, &RoomsPanel::writeMessage);
    connect(&messagesAction(), &QAction::triggered, this, &RoomsPanel::showMessages);
    retranslateUi();
}

void RoomsPanel::setWatching(bool on)
{
    m_mayWatch = on;
    watch(on && isVisible());
}

QString RoomsPanel::title() const
{
    return tr("Rooms");
}

void RoomsPanel::setOccupiedRooms(quint64 count)
{
    if (!m_subscription)
        setBadge(Format::count(count));
}

void RoomsPanel::watch(bool on)
{
    if (on == bool(m_subscription))
        return;
    m_subscription = on ? m_rooms.subscribe({}) : nullptr;
    if (m_subscription) {
        m_subscription->setFilter(m_filter);
        connect(m_subscription.get(), &RoomsSubscription::listed, this, &RoomsPanel::apply);
    }
}

void RoomsPanel::apply(const RoomReport &report)
{
    m_leftOut = report.list.leftOut;
    m_model->apply(report);
    if (m_filter.isEmpty())
        setBadge(Format::count(quint64(m_model->rowCount()) + m_leftOut));
    Q_EMIT selectionChanged(); // the selected rooms may have other members
}

void RoomsPanel::refresh()
{
    const Group *group = currentGroup();
    writeAction().setEnabled(group);
    messagesAction().setEnabled(group);
    writeAction().setText(currentMember() ? tr("&Write to the User") : tr("&Write to the Room"));
    messagesAction().setText(currentMember() ? tr("&Messages of the User") : tr("&Messages of the Room"));
    nameButtons();

    QString count = tr("%Ln room(s)", nullptr, m_model->rowCount());
    if (m_leftOut > 0)
        count = tr("%1, the fullest; %2 more").arg(count, Format::count(m_leftOut));
    const quint64 unlisted = group ? m_model->unlistedMembers(group->name) : 0;
    if (unlisted > 0)
        count = tr("%1; %2 more members").arg(count, Format::count(unlisted));
    setCount(count);
}

void RoomsPanel::writeMessage()
{
    if (const RoomMember *member = currentMember())
        Q_EMIT writeToUserRequested(member->user);
    else if (const Group *group = currentGroup())
        Q_EMIT writeToRoomRequested(group->name);
}

void RoomsPanel::showMessages()
{
    if (const RoomMember *member = currentMember())
        Q_EMIT messagesRequested(exactTerm(QueryField::User, member->user));
    else if (const Group *group = currentGroup())
        Q_EMIT messagesRequested(exactTerm(QueryField::Room, group->name));
}

ActionTargets RoomsPanel::targets() const
{
    const Selection selected = selection();
    ActionTargets targets{
        .connections = selected.members, .rooms = selected.groups, .count = selected.members.size()};
    for (const QString &room : selected.groups)
        targets.count += m_model->membersOf(room);
    if (selected.groups.isEmpty())
        targets.commonRoom = selected.groupOfMembers;
    else if (selected.groups.size() == 1 && selected.members.empty())
        targets.commonRoom = selected.groups.front();
    return targets;
}

void RoomsPanel::retranslateUi()
{
    setTexts({tr("Name of a room"),
              tr("Shows the rooms for which every word is true: a part of the name, or\n"
                 "room:tea* room=\"Tea Room\" members>=10 seq>1000 history_messages>0 history_bytes>64KiB "
                 "re:\"^bot-\\d+$\"\n"
                 "- before a word negates it. Ctrl+Space completes"),
              tr("Rooms and their members"), tr("No rooms. A room is created when its first client joins"),
              tr("No room matches the filter")});
    refresh();
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
