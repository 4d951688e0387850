#pragma once

#include <QList>
#include <QWidget>

#include <chrono>

class QVBoxLayout;

namespace signalbox {

class ActionRunner;
class ActionStrip;
class LongAction;

//! Shows the actions that take time, and those that did not go well for all of several connections. Takes no place while
//! there is nothing to show.
class ActionStrips final : public QWidget
{
    Q_OBJECT
public:
    struct Times
    {
        std::chrono::milliseconds untilShown{700}; //!< of an action on few connections
        std::chrono::milliseconds success{8000};   //!< how long one that went well stays
    };
    static constexpr int MaxStrips = 4; //!< the oldest finished ones give way

    //! \a runner must outlive it.
    explicit ActionStrips(const ActionRunner &runner, QWidget *parent = nullptr);
    ActionStrips(const ActionRunner &runner, Times times, QWidget *parent = nullptr);

private:
    void add(LongAction *action);
    void reveal(ActionStrip *strip);
    void remove(ActionStrip *strip);

    Times m_times;
    QVBoxLayout *m_layout;
    QList<ActionStrip *> m_strips; //!< also those that are not shown yet; oldest first
};

} // namespace signalbox
