#include "ui/rooms/userspanel.h"

#include "ui/rooms/usersmodel.h"
#include "ui/theme/format.h"

#include <QAction>
#include <QSet>

using namespace Qt::StringLiterals;

namespace signalbox {

UsersPanel::UsersPanel(Console &console, QWidget *parent)
    : UsersPanel(new UsersModel, console, parent)
{
}

UsersPanel::UsersPanel(UsersModel *model, Console &console, QWidget *parent)
    : GroupPage(model, QueryList::Users, u"users"_s, parent)
    , m_console(console)
    , m_model(model)
{
    writeAction().setObjectName(u"writeToUserAction"_s);
    messagesAction().setObjectName(u"showUserMessagesAction"_s);

    connect(this, &GroupPage::selectionChanged, this, &UsersPanel::refresh);
    connect(&writeAction(), &QAction::triggered, this, [this] {
        if (const Group *user = currentGroup())
            Q_EMIT writeToUserRequested(user->name);
    });
    connect(&messagesAction(), &QAction::triggered, this, [this] {
        if (const Group *user = currentGroup())
            Q_EMIT messagesRequested(exactTerm(QueryField::User, user->name));
    });
    retranslateUi();
}

void UsersPanel::setWatching(bool on)
{
    m_subscription = on ? m_console.connections().subscribe({}) : nullptr;
    if (!on)
        return;
    connect(m_subscription.get(), &ConnectionsSubscription::reset, this, [this] {
        m_model->clear();
        refresh();
    });
    connect(m_subscription.get(), &ConnectionsSubscription::changed, this,
            [this](const ConnectionDelta &delta) {
                m_model->apply(delta);
                if (!delta.added.empty() || !delta.removed.empty() || !delta.identities.empty())
                    refresh();
            });
}

QString UsersPanel::title() const
{
    return tr("Users");
}

void UsersPanel::refresh()
{
    const bool hasCurrent = currentGroup();
    writeAction().setEnabled(hasCurrent);
    messagesAction().setEnabled(hasCurrent);
    setCount(tr("%Ln user(s)", nullptr, m_model->rowCount()));
    setBadge(Format::count(quint64(m_model->rowCount())));
}

ActionTargets UsersPanel::targets() const
{
    const Selection selected = selection();
    const QSet<QString> users(selected.groups.begin(), selected.groups.end());
    ActionTargets targets{.users = selected.groups};
    for (const QString &user : selected.groups)
        targets.count += quint64(m_model->countOf(user));
    // A selected user includes all connections, also those made until the action.
    for (const ConnectionId id : selected.members) {
        if (const ConnectionInfo *info = m_model->find(id); info && !users.contains(info->user)) {
            targets.connections.push_back(id);
            ++targets.count;
        }
    }
    return targets;
}

void UsersPanel::retranslateUi()
{
    setTexts({tr("Name of a user"),
              tr("Shows the users for which every word is true: a part of the name or of a room, or\n"
                 "user:guest-* user=\"Ann Lee\" room:lobby connections>1 re:\"^bot-\\d+$\"\n"
                 "- before a word negates it. Ctrl+Space completes"),
              tr("Users and their connections"), tr("Nobody is connected"),
              tr("No user matches the filter")});
    writeAction().setText(tr("&Write to the User"));
    messagesAction().setText(tr("&Messages of the User"));
    nameButtons();
    refresh();
}

} // namespace signalbox
