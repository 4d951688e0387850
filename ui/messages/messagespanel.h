#pragma once

#include "core/console/console.h"
#include "core/model/command.h"
#include "ui/messages/messagefilter.h"
#include "ui/messages/messagesmodel.h"

#include <QWidget>

#include <memory>
#include <optional>

class QAction;
class QLabel;
class QToolButton;

namespace signalbox {

class FilterEdit;
class FollowStrip;
class MessageActions;
class MessageCommands;
class MessageFeed;
class MessageTable;

//! The message log with its tools. While it is paused, its rows stay as they are; new ones wait and are added
//! afterwards. The filter hides what it does not find, or, with "Highlight only", marks what it finds.
class MessagesPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit MessagesPanel(MessagesApi &api, QWidget *parent = nullptr);
    MessagesPanel(MessagesApi &api, MessageStore::Limits limits, QWidget *parent = nullptr);

    //! Subscribes to the messages of the server, or unsubscribes.
    void setWatching(bool on);
    //! Sets the connections for "Only selected" and "Control frames". If there are none, these have no effect.
    void setSelectedConnections(const QList<ConnectionId> &ids);

    //! Sets the text of the filter: a query of QueryList::Messages.
    void setFilter(const QString &text);

    //! Shows only what these connections (at most MessagesSubscription::MaxFollowed) send and get, whole and without loss,
    //! until stopFollowing(). \a user: of the connection, if it is one.
    void followConnections(const QList<ConnectionId> &ids, const QString &user = {});
    //! Goes back to the filter that was there before.
    void stopFollowing();
    bool isFollowing() const { return !m_followed.isEmpty(); }

    MessageActions &actions() const { return *m_actions; }
    //! Gives the filter the focus.
    void activateFilter();
    MessageCommands &commands() const { return *m_commands; }

    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    void messageSelected(const signalbox::MessageRow &row);
    //! Emitted when the user has removed all messages.
    void cleared();
    //! Emitted when the user wants to read the selected message: by Return or a double-click.
    void messageActivated();
    //! Emitted when the user wants to send a message again as it is, or to edit it before.
    void resendRequested(const signalbox::Send &message);
    void editRequested(const signalbox::Send &message);
    //! A sentence about what an action has done.
    void actionReported(const QString &text);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct FilterState
    {
        QString text;
        bool isOnlySelected = false;
        bool isOnlyBookmarked = false;
    };

    void connectActions();
    void buildLayout();
    QToolButton *addButton(QAction *action);
    void countAppended(quint64 entries, quint64 leftOut);
    void setPaused(bool on);
    void applyFilter();
    void applyWatch();
    void restoreSelection();
    void selectRow(int row);
    void addTerm(const QString &term);
    void updateSummary();
    QStringList summaryParts() const;
    void updateNotes();
    void showSummary();
    void showFilterError(const QString &error);
    void colorFilterError();
    void retranslate();

    MessagesApi &m_api;
    std::unique_ptr<MessagesSubscription> m_subscription; //!< null: not watching
    MessagesModel *m_model;
    MessageFeed *m_feed;
    MessageTable *m_table;
    MessageActions *m_actions;
    FilterEdit *m_filter;
    QLabel *m_filterError;
    QLabel *m_notes;
    FollowStrip *m_followStrip;
    QLabel *m_title;
    QLabel *m_summary;
    QString m_summaryText; //!< not shortened to the width of the label
    QList<QToolButton *> m_buttons;
    QToolButton *m_more;
    MessageCommands *m_commands;
    QList<ConnectionId> m_selected;
    QList<ConnectionId> m_followed;
    TimePoint m_followedSince;
    FilterState m_beforeFollowing;
    std::optional<quint64> m_toSelect; //!< is selected again when the filter has found it
    quint64 m_waiting = 0;             //!< messages that arrived during the pause
    quint64 m_leftOut = 0;
};

} // namespace signalbox
