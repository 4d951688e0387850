#pragma once

#include "core/model/command.h"

#include <QObject>

#include <functional>
#include <optional>

class QPoint;

namespace signalbox {

class MessageActions;
class MessagesModel;
class MessageTable;

//! What can be done with the selected rows of the message log, by the actions and by the menu of the rows: going from match
//! to match, bookmarks, copying, exporting, sending again.
class MessageCommands final : public QObject
{
    Q_OBJECT
public:
    //! The others must outlive it.
    MessageCommands(MessagesModel &model, MessageTable &table, const MessageActions &actions,
                    QObject *parent);

    //! Sets how a file to save is chosen: an empty name is none. For tests; by default a dialog asks.
    void setFileChooser(std::function<QString()> chooser) { m_chooseFile = std::move(chooser); }

Q_SIGNALS:
    //! Emitted when the user wants another term in the filter.
    void termChosen(const QString &term);
    void followRequested(signalbox::ConnectionId connection, const QString &user);
    //! Emitted when the user wants to send a message again as it is, or to edit it before.
    void resendRequested(const signalbox::Send &message);
    void editRequested(const signalbox::Send &message);
    //! A sentence about what was done.
    void reported(const QString &text);

private:
    void goToMatch(bool forward);
    void goToBookmark(bool forward);
    void goTo(std::optional<quint64> position);
    void toggleBookmarks();
    void showMenu(const QPoint &at);
    void copyRows();
    void copyMessage(quint64 position);
    void exportRows();

    MessagesModel &m_model;
    MessageTable &m_table;
    const MessageActions &m_actions;
    std::function<QString()> m_chooseFile;
};

} // namespace signalbox
