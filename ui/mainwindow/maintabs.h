#pragma once

#include "core/console/console.h"
#include "ui/dialogs/fact.h"

#include <QWidget>

#include <optional>

class QAction;

namespace signalbox {

class BanActions;
class BansPanel;
class ClosedPanel;
class Composer;
class ConnectionsPanel;
class EventsPanel;
class ListPane;
class MessagesPanel;
class NodesPanel;
class RoomActions;
class RoomsPanel;
class SelectionBar;
class Tabs;
class UsersPanel;

//! The lists of the window in tabs, what can be done to the selection of the visible one, and the links of the lists to
//! the message log and to the composer. To add a list: a ListPane, and a line in the constructor.
class MainTabs final : public QWidget
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit MainTabs(Console &console, QWidget *parent = nullptr);
    ~MainTabs() override;

    ConnectionsPanel &connections() const { return *m_connections; }
    const QList<ListPane *> &panes() const { return m_panes; }
    //! All actions on the selection, for a menu.
    QList<QAction *> selectionActions() const;
    //! One action for each pane, which shows it.
    QList<QAction *> paneActions() const { return m_show; }

    //! Returns ListPane::name() of the visible pane.
    QString currentPane() const;
    //! Ignored if there is no pane of that name. That of the nodes is shown when there is a cluster.
    void setCurrentPane(const QString &name);

    void setWatching(bool on);
    //! Gives the filter of the visible pane the focus.
    void activateFilter();
    //! Sets the rooms that dialogs suggest, and how many rooms have members.
    void setRooms(const QStringList &rooms, quint64 count);
    //! Asks for a ban of \a subject.
    void askToBan(const BanSubject &subject);
    //! Connects the selection and the requests of the panes to \a messages and \a composer.
    void connectTo(MessagesPanel &messages, Composer &composer);

Q_SIGNALS:
    void currentPaneChanged();
    //! Emitted when an action has finished; \a text is a sentence about its outcome.
    void actionReported(const QString &text);
    //! Emitted when the message log or the composer must be made visible.
    void messageLogRequested();
    void composerRequested();
    //! Emitted when just one connection has been selected.
    void connectionSelected(signalbox::ConnectionId connection);
    //! Emitted when one connection that has ended, or one event, has been selected.
    void factsSelected(const signalbox::FactSheet &sheet);
    //! Emitted whenever something new is known about the cluster, also that there is none.
    void clusterChanged(const signalbox::ClusterStatus &cluster);
    //! Emitted when the user wants to see all about a connection: by Return or a double-click.
    void detailsRequested(signalbox::ConnectionId connection);

protected:
    void changeEvent(QEvent *event) override;

private:
    void addPane(ListPane *pane);
    void connectConnections();
    void connectBans();
    void connectNodes();
    ListPane *visiblePane() const;
    void updateTargets();
    void explainActions();
    void keepCurrentVisible();
    void showNodes(bool on);
    void retranslate();

    Tabs *m_tabs;
    SelectionBar *m_bar;
    ConnectionsPanel *m_connections;
    RoomsPanel *m_rooms;
    UsersPanel *m_users;
    ClosedPanel *m_closed;
    EventsPanel *m_events;
    BanActions *m_banActions;
    BansPanel *m_bans;
    NodesPanel *m_nodes; //!< hidden without a cluster
    RoomActions *m_roomActions;
    QAction *m_write;
    QAction *m_follow; //!< shows what the selected connections send and get
    QList<ListPane *> m_panes;
    QList<QAction *> m_show;
    bool m_wantsNodes = false; //!< the pane of the nodes is to be the current one, as soon as it is shown
    std::optional<ConnectionId> m_onlyOne; //!< what connectionSelected() was emitted for
};

} // namespace signalbox
