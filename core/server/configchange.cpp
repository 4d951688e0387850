#include "core/server/configchange.h"

#include "core/config/config.h"

namespace signalbox {

namespace {

bool isFixedWhileRunning(const QString &key)
{
    return key == u"server.listen" || key == u"server.admin_listen" || key == u"server.threads" ||
           key == u"history.store" || key.startsWith(u"store.") || key.startsWith(u"cluster.");
}

} // namespace

ReloadReport configChange(const Config *running, const Config &current, const Config &applied)
{
    // The listeners have one protocol as long as they are open.
    const bool switchesTls = running && running->tls.isEnabled() != applied.tls.isEnabled();
    const auto isFixed = [=](const QString &key) {
        return running && (isFixedWhileRunning(key) || (switchesTls && key.startsWith(u"tls.")));
    };
    ReloadReport report;
    if (running) {
        for (const QString &key : differingKeys(*running, applied)) {
            if (isFixed(key))
                report.needsRestart += key;
        }
    }
    Config before = current;
    if (running && running->tls.isEnabled() != current.tls.isEnabled())
        before.tls = running->tls; // that of `current` waits for a restart
    for (const QString &key : differingKeys(before, applied)) {
        if (!isFixed(key))
            report.changed += key;
    }
    return report;
}

} // namespace signalbox
