#include "ui/messages/messageactions.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QWidget>

namespace signalbox {

MessageActions::MessageActions(QWidget *panel)
    : QObject(panel)
    , find(new QAction(this))
    , onlySelected(new QAction(this))
    , onlyBookmarked(new QAction(this))
    , controlFrames(new QAction(this))
    , highlight(new QAction(this))
    , previous(new QAction(this))
    , next(new QAction(this))
    , bookmark(new QAction(this))
    , previousBookmark(new QAction(this))
    , nextBookmark(new QAction(this))
    , scroll(new QAction(this))
    , pause(new QAction(this))
    , copy(new QAction(this))
    , exportRows(new QAction(this))
    , columns(new QAction(this))
    , clear(new QAction(this))
{
    for (QAction *action : {onlySelected, onlyBookmarked, controlFrames, highlight, scroll, pause})
        action->setCheckable(true);
    scroll->setChecked(true);
    find->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    highlight->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H));
    next->setShortcut(QKeySequence(Qt::Key_F3));
    previous->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F3));
    bookmark->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_B));
    nextBookmark->setShortcut(QKeySequence(Qt::Key_F2));
    previousBookmark->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F2));
    pause->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    scroll->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_End));
    exportRows->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    clear->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    for (QAction *action : inMenu()) {
        if (action)
            panel->addAction(action);
    }
}

QList<QAction *> MessageActions::inMenu() const
{
    return {find,          highlight, next,     previous,     nullptr,          onlySelected, onlyBookmarked,
            controlFrames, nullptr,   bookmark, nextBookmark, previousBookmark, nullptr,      scroll,
            pause,         columns,   nullptr,  copy,         exportRows,       clear};
}

void MessageActions::setIcons(const QPalette &palette)
{
    pause->setIcon(makeIcon(pause->isChecked() ? Icon::Start : Icon::Pause, palette));
    scroll->setIcon(makeIcon(Icon::Follow, palette));
    onlySelected->setIcon(makeIcon(Icon::Filter, palette));
    clear->setIcon(makeIcon(Icon::Clear, palette));
    copy->setIcon(makeIcon(Icon::Copy, palette));
}

void MessageActions::retranslate()
{
    find->setText(tr("Find in messages"));
    onlySelected->setText(tr("Only selected"));
    onlySelected->setToolTip(tr("Only messages of the connections selected above"));
    onlyBookmarked->setText(tr("Only bookmarked"));
    onlyBookmarked->setToolTip(tr("Only messages with a bookmark"));
    controlFrames->setText(tr("Control frames"));
    controlFrames->setToolTip(
        tr("Show Ping, Pong and Close frames of the selected or followed connections from now on"));
    highlight->setText(tr("Highlight only"));
    highlight->setToolTip(tr("Mark what the filter finds, and hide nothing"));
    next->setText(tr("Next match"));
    next->setToolTip(tr("Next match (F3)"));
    previous->setText(tr("Previous match"));
    previous->setToolTip(tr("Previous match (Shift+F3)"));
    bookmark->setText(tr("Bookmark"));
    bookmark->setToolTip(tr("Set or remove a bookmark at the selected messages"));
    nextBookmark->setText(tr("Next bookmark"));
    previousBookmark->setText(tr("Previous bookmark"));
    scroll->setText(tr("Auto-scroll"));
    scroll->setToolTip(tr("Keep the newest message in sight"));
    pause->setText(pause->isChecked() ? tr("Resume") : tr("Pause"));
    pause->setToolTip(tr("Keep the log as it is; new messages wait and are added afterwards"));
    copy->setText(tr("Copy rows"));
    exportRows->setText(tr("Export…"));
    exportRows->setToolTip(
        tr("Save the selected messages, or all shown ones, as a file with one JSON object a line"));
    columns->setText(tr("Columns…"));
    clear->setText(tr("Clear"));
    clear->setToolTip(tr("Remove all messages from the log"));
}

} // namespace signalbox
