#pragma once

#include "core/console/console.h"
#include "ui/dialogs/factsdialog.h"

namespace signalbox {

//! Shows all that is known about an event. For an origin or a host that was refused also what to add to the configuration
//! to allow it, ready to be copied.
class EventDialog final : public FactsDialog
{
    Q_OBJECT
public:
    //! \a status is that of the server now: the configuration has to keep what it allows already.
    EventDialog(const ServerEvent &event, const ServerStatus &status, QWidget *parent = nullptr);

    //! Returns the lines of the configuration that allow what \a refused is about besides what \a status has; empty: it cannot
    //! be allowed.
    static QString configurationFor(const RequestRefused &refused, const ServerStatus &status);

Q_SIGNALS:
    //! Emitted when something was copied; \a text is a sentence about it.
    void copied(const QString &text);

private:
    static QWidget *makeAdvice(const RequestRefused &refused, const QString &lines);
};

} // namespace signalbox
