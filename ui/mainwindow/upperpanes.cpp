#include "ui/mainwindow/upperpanes.h"

#include "ui/composer/composer.h"
#include "ui/connections/actiontext.h"
#include "ui/connections/connectionspanel.h"
#include "ui/messages/messagespanel.h"
#include "ui/rooms/roomactions.h"
#include "ui/rooms/roomspanel.h"
#include "ui/rooms/userspanel.h"

#include <QAction>
#include <QDataStream>
#include <QEvent>
#include <QIODevice>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr quint32 StateMagic = 0x53425550; // SBUP; followed by a version
constexpr quint16 StateVersion = 1;

} // namespace

UpperPanes::UpperPanes(Console &console, QWidget *parent)
    : QTabWidget(parent)
    , m_connections(new ConnectionsPanel(console, this))
    , m_rooms(new RoomsPanel(console, this))
    , m_users(new UsersPanel(console, this))
    , m_roomActions(new RoomActions(console, this))
{
    setDocumentMode(true);
    for (QWidget *pane : {static_cast<QWidget *>(m_connections), static_cast<QWidget *>(m_rooms),
                          static_cast<QWidget *>(m_users)}) {
        const int index = addTab(pane, QString());
        pane->setContentsMargins(0, 6, 0, 0);
        auto *show = new QAction(this);
        show->setObjectName(u"showPane%1"_s.arg(index + 1));
        show->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + index)));
        connect(show, &QAction::triggered, this, [this, index] {
            setCurrentIndex(index);
            if (auto *page = qobject_cast<GroupPage *>(currentWidget()))
                page->activateList();
            else
                m_connections->activateList();
        });
        m_show += show;
    }
    m_connections->setMoreActions(roomActions());
    connect(m_connections, &ConnectionsPanel::selectionChanged, this, &UpperPanes::updateTargets);
    connect(m_connections, &ConnectionsPanel::actionReported, this, &UpperPanes::actionReported);
    connect(&console, &Console::actionFinished, this, [this](const ActionReport &report) {
        if (!std::holds_alternative<Send>(report.command.body)) // which the composer reports
            Q_EMIT actionReported(ActionText::of(report, m_connections->takeNames(report.action)));
    });
    for (GroupPage *page : {static_cast<GroupPage *>(m_rooms), static_cast<GroupPage *>(m_users)}) {
        page->addMenuActions({m_connections->kickAction(), m_connections->closeAction(),
                              m_connections->pingAction(), m_roomActions->putIn(), m_roomActions->takeOut()});
        connect(page, &GroupPage::selectionChanged, this, &UpperPanes::updateTargets);
        connect(page, &GroupPage::detailsRequested, m_connections, &ConnectionsPanel::showDetails);
    }
    connect(this, &QTabWidget::currentChanged, this, &UpperPanes::updateTargets);
    updateTargets();
    retranslate();
}

UpperPanes::~UpperPanes()
{
    // Removing the tabs one by one changes the current one.
    disconnect(this, &QTabWidget::currentChanged, this, nullptr);
}

QList<QAction *> UpperPanes::roomActions() const
{
    return {m_roomActions->putIn(), m_roomActions->takeOut()};
}

//! The actions apply to what is selected in the visible list.
void UpperPanes::updateTargets()
{
    if (const auto *page = qobject_cast<GroupPage *>(currentWidget())) {
        const ActionTargets targets = page->targets();
        m_connections->setOtherTargets(targets);
        m_roomActions->setTargets(targets);
        return;
    }
    const QList<ConnectionId> selection = m_connections->selection();
    m_connections->setOtherTargets({});
    m_roomActions->setTargets(
        {.connections = {selection.begin(), selection.end()}, .count = quint64(selection.size())});
}

void UpperPanes::setWatching(bool on)
{
    m_connections->setWatching(on);
    m_rooms->setWatching(on);
    m_users->setWatching(on);
}

void UpperPanes::activateFilter()
{
    if (auto *page = qobject_cast<GroupPage *>(currentWidget()))
        page->activateFilter();
    else
        m_connections->activateFilter();
}

void UpperPanes::setRooms(const QStringList &rooms)
{
    m_roomActions->setRooms(rooms);
}

void UpperPanes::connectTo(MessagesPanel &messages, Composer &composer)
{
    connect(m_connections, &ConnectionsPanel::selectionChanged, &messages,
            &MessagesPanel::setSelectedConnections);
    connect(m_connections, &ConnectionsPanel::selectionChanged, &composer, &Composer::setSelectedConnections);
    const auto showLog = [this, &messages](const QString &filter) {
        Q_EMIT messageLogRequested();
        messages.setFilter(filter);
    };
    const auto writeToUser = [this, &composer](const QString &user) {
        Q_EMIT composerRequested();
        composer.writeToUser(user);
    };
    connect(m_rooms, &RoomsPanel::messagesRequested, &messages, showLog);
    connect(m_users, &UsersPanel::messagesRequested, &messages, showLog);
    connect(m_rooms, &RoomsPanel::writeToUserRequested, &composer, writeToUser);
    connect(m_users, &UsersPanel::writeToUserRequested, &composer, writeToUser);
    connect(m_rooms, &RoomsPanel::writeToRoomRequested, &composer, [this, &composer](const QString &room) {
        Q_EMIT composerRequested();
        composer.writeToRoom(room);
    });
}

QByteArray UpperPanes::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << StateMagic << StateVersion << qint32(currentIndex()) << m_rooms->saveState()
           << m_users->saveState();
    return state;
}

bool UpperPanes::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint16 version = 0;
    qint32 pane = 0;
    QByteArray rooms;
    QByteArray users;
    stream >> magic >> version >> pane >> rooms >> users;
    if (stream.status() != QDataStream::Ok || magic != StateMagic || version != StateVersion || pane < 0 ||
        pane >= count() || !m_rooms->restoreState(rooms) || !m_users->restoreState(users))
        return false;
    setCurrentIndex(pane);
    return true;
}

void UpperPanes::retranslate()
{
    const QStringList names{tr("Connections"), tr("Rooms"), tr("Users")};
    for (int i = 0; i < count(); ++i) {
        setTabText(i, names[i]);
        setTabToolTip(i, m_show[i]->shortcut().toString(QKeySequence::NativeText));
        m_show[i]->setText(names[i]);
    }
    m_roomActions->retranslateUi();
}

void UpperPanes::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_show.size() == count())
        retranslate();
}

} // namespace signalbox
