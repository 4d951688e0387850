#pragma once

#include "core/model/command.h"

#include <QCoreApplication>
#include <QString>

namespace signalbox {

//! How a command ended, as a sentence for the status bar: `3 kicked: 2 closed cleanly, 1 did not answer`.
class ActionText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ActionText)

public:
    //! \a names: whom it concerned, a text for a sentence; may be empty.
    static QString of(const ActionReport &report, const QString &names = {});

private:
    static QString outcomeText(const ActionReport &report);
};

} // namespace signalbox
