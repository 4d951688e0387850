#pragma once

#include "core/model/serverevent.h"
#include "ui/dialogs/fact.h"

#include <QCoreApplication>
#include <QList>

namespace signalbox {

//! Events in the words of the window. Texts of peers are visible and on one line.
class EventText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::EventText)

public:
    //! One line: `403 Origin https://x.example`.
    static QString of(const ServerEvent &event);
    static QString levelName(EventLevel level);

    //! What is known beyond the line.
    static Facts facts(const ServerEvent &event);

private:
    static QString textOf(const ServerStarted &event);
    static QString textOf(const ServerStartFailed &event);
    static QString textOf(const ServerDraining &event);
    static QString textOf(const ServerStopped &event);
    static QString textOf(const ConfigurationReloaded &event);
    static QString textOf(const ConfigurationRejected &event);
    static QString textOf(const AdminPortLost &event);
    static QString textOf(const AdminPortBack &event);
    static QString textOf(const BrokerLost &event);
    static QString textOf(const BrokerBack &event);
    static QString textOf(const CertificateLoaded &event);
    static QString textOf(const CertificateRejected &event);
    static QString textOf(const CertificateEnding &event);
    static QString textOf(const RequestRefused &event);
    static QString textOf(const LimitReached &event);
    static QString textOf(const WorkPaused &event);
    static QString textOf(const RateExceeded &event);
    static QString textOf(const AcceptingPaused &event);
    static QString textOf(const CommandRun &event);
    static QString textOf(const AdminAct &event);
    static QString actorName(const Actor &actor);
    static QString targetText(const CommandRun &event);
};

} // namespace signalbox
