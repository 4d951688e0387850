#pragma once

#include "ui/messages/messagerow.h"

#include <QCoreApplication>
#include <QString>

#include <functional>
#include <vector>

class QMenu;
class QWidget;

namespace signalbox {

class MessageActions;

//! What the menu of a row can do beside the actions of the log.
struct MessageMenuHandlers
{
    //! Adds a term to the filter.
    std::function<void(const QString &term)> addTerm;
    std::function<void(ConnectionId connection, const QString &user)> follow;
    std::function<void()> copyMessage;
    std::function<void()> resend; //!< null: the message cannot be sent again
    std::function<void()> edit;   //!< null: it cannot be edited
};

//! The menu of a row of the message log.
class MessageMenu
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::MessageMenu)

public:
    //! Returns a menu for the message of \a row, or for its \a recipient if that is not null. The caller owns it. Its
    //! actions have the object names messageFilterUser, messageExcludeUser and so on.
    static QMenu *create(const MessageRow &row, ConnectionId recipient, const MessageActions &actions,
                         const MessageMenuHandlers &handlers, QWidget *parent);

    //! Returns the text of a filter with \a term, if it does not have that already.
    static QString withTerm(const QString &filter, const QString &term);

private:
    struct Term
    {
        QString name; //!< for the object names of its actions
        QString term;
        QString title; //!< what it selects
    };

    static std::vector<Term> termsOf(const LogEntry &entry);
};

} // namespace signalbox
