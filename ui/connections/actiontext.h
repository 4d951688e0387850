#pragma once

#include "core/console/console.h"

#include <QCoreApplication>
#include <QString>

namespace signalbox {

//! What became of a command, as a sentence for the status bar: `3 kicked: 2 closed cleanly, 1 did not
//! answer`.
class ActionText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ActionText)

public:
    static QString of(const ActionReport &report);

private:
    static QString ofOne(ActionKind kind, Outcome outcome);
    static QString head(ActionKind kind, int count);
    static QString part(ActionKind kind, Outcome outcome, int count);
    static QString done(ActionKind kind, int count);
    static QString rejected(ActionKind kind, int count);
};

} // namespace signalbox
