#include "ui/connections/actionstrips.h"

#include "ui/connections/actionrunner.h"
#include "ui/connections/actionstrip.h"
#include "ui/connections/longaction.h"

#include <QTimer>
#include <QVBoxLayout>

namespace signalbox {

ActionStrips::ActionStrips(const ActionRunner &runner, QWidget *parent)
    : ActionStrips(runner, Times{}, parent)
{
}

ActionStrips::ActionStrips(const ActionRunner &runner, Times times, QWidget *parent)
    : QWidget(parent)
    , m_times(times)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    hide();
    connect(&runner, &ActionRunner::started, this, &ActionStrips::add);
}

void ActionStrips::add(LongAction *action)
{
    if (action->isFinished() || action->total() < 2)
        return; // the sentence about it says all
    auto *strip = new ActionStrip(*action, this);
    strip->hide();
    m_layout->addWidget(strip);
    m_strips += strip;
    connect(strip, &ActionStrip::dismissed, this, [this, strip] { remove(strip); });
    // After the strip has taken the results.
    connect(action, &LongAction::finished, strip, [this, strip] {
        if (!strip->isSuccess())
            reveal(strip);
        else if (strip->isHidden())
            remove(strip);
        else
            QTimer::singleShot(m_times.success, strip, [this, strip] { remove(strip); });
    });
    if (action->total() > int(LongAction::SliceSize)) {
        reveal(strip);
        return;
    }
    QTimer::singleShot(m_times.untilShown, strip, [this, strip] {
        if (!strip->isFinished())
            reveal(strip);
    });
}

void ActionStrips::reveal(ActionStrip *strip)
{
    strip->show();
    show();
    for (ActionStrip *oldest : QList(m_strips)) {
        if (m_strips.size() <= MaxStrips)
            break;
        if (oldest->isFinished() && oldest != strip)
            remove(oldest);
    }
}

void ActionStrips::remove(ActionStrip *strip)
{
    if (!m_strips.removeOne(strip))
        return;
    strip->hide();
    strip->deleteLater();
    bool isAnyShown = false;
    for (const ActionStrip *other : m_strips)
        isAnyShown = isAnyShown || !other->isHidden();
    setVisible(isAnyShown);
}

} // namespace signalbox
