#pragma once

#include "core/console/console.h"
#include "ui/messages/messagesmodel.h"

#include <QWidget>

#include <memory>

class QAction;
class QLabel;
class QToolButton;

namespace signalbox {

class FilterEdit;
class MessagesProxyModel;
class MessageTable;

//! The message log with its tools. While it is paused, its rows stay as they are; new ones wait and are added
//! afterwards.
class MessagesPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit MessagesPanel(MessagesApi &api, QWidget *parent = nullptr);
    MessagesPanel(MessagesApi &api, MessageRing::Limits limits, QWidget *parent = nullptr);

    //! Subscribes to the messages of the server, or unsubscribes.
    void setWatching(bool on);
    //! Sets the connections for "Only selected". If there are none, it has no effect.
    void setSelectedConnections(const QList<ConnectionId> &ids);

    //! Sets the text of the filter: a query of QueryList::Messages.
    void setFilter(const QString &text);

    QAction *pauseAction() const { return m_pause; }
    QAction *clearAction() const { return m_clear; }
    QAction *followAction() const { return m_follow; }
    QAction *onlySelectedAction() const { return m_onlySelected; }
    QAction *findAction() const { return m_find; }

    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    void messageSelected(const signalbox::MessageRow &row);
    //! Emitted when the user has removed all messages.
    void cleared();
    //! Emitted when the user wants to read the selected message: by Return or a double-click.
    void messageActivated();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildActions();
    void buildLayout();
    void addBatch(const LogBatch &batch);
    void setPaused(bool on);
    void applyFilter();
    void selectRow(int row);
    void updateSummary();
    void showSummary();
    void showFilterError(const QString &error);
    void colorFilterError();
    void setIcons();
    void retranslate();

    MessagesApi &m_api;
    std::unique_ptr<MessagesSubscription> m_subscription; //!< null: not watching
    MessagesModel *m_model = nullptr;
    MessagesProxyModel *m_proxy = nullptr;
    MessageTable *m_table = nullptr;
    FilterEdit *m_filter = nullptr;
    QLabel *m_filterError = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_summary = nullptr;
    QString m_summaryText; //!< not shortened to the width of the label
    QAction *m_pause = nullptr;
    QAction *m_clear = nullptr;
    QAction *m_follow = nullptr;
    QAction *m_onlySelected = nullptr;
    QAction *m_find = nullptr;
    QList<ConnectionId> m_selected;
    quint64 m_waiting = 0; //!< messages that arrived during the pause
    quint64 m_leftOut = 0;
};

} // namespace signalbox
