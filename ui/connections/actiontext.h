#pragma once

#include "core/model/command.h"

#include <QCoreApplication>
#include <QString>

#include <optional>

namespace signalbox {

class LongAction;

//! How a command ended, as a sentence for the status bar: `3 kicked: 2 closed cleanly, 1 did not answer`.
class ActionText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ActionText)

public:
    //! \a names: whom it concerned, a text for a sentence; may be empty.
    static QString of(const ActionReport &report, const QString &names = {});

    //! The same for a whole action, also how many were not addressed because it was cancelled.
    static QString of(const LongAction &action, const QString &names = {});
    //! How far it is: `Kicking 5,000 connections: 2,100 closed cleanly, 3 did not answer`.
    static QString progressOf(const LongAction &action);
    //! How \a command ended for one connection; nullopt: it was not sent.
    static QString of(const CommandBody &command, std::optional<Outcome> outcome);

private:
    static QString revokeText(const ActionReport &report);
    static QString banText(const ActionReport &report);
    static QString outcomeText(const ActionReport &report);
    static QStringList countsOf(const ActionReport &report);
};

} // namespace signalbox
