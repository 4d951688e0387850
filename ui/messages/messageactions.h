#pragma once

#include <QList>
#include <QObject>

class QAction;
class QPalette;

namespace signalbox {

//! The actions of the message log, with their texts, icons and shortcuts. What they do is connected by MessagesPanel.
class MessageActions final : public QObject
{
    Q_OBJECT
public:
    //! They have the shortcuts within \a panel, and the window if it shows them in a menu.
    explicit MessageActions(QWidget *panel);

    QAction *const find;
    QAction *const onlySelected;
    QAction *const onlyBookmarked;
    QAction *const controlFrames;
    QAction *const highlight; //!< the query hides nothing: it only marks what it finds
    QAction *const previous;
    QAction *const next;
    QAction *const bookmark;
    QAction *const previousBookmark;
    QAction *const nextBookmark;
    QAction *const scroll; //!< keep the newest message in sight
    QAction *const pause;
    QAction *const copy;
    QAction *const exportRows;
    QAction *const columns; //!< the menu of the columns, for the keyboard
    QAction *const clear;

    //! Returns all in the order of a menu; null is a separator.
    QList<QAction *> inMenu() const;

    void setIcons(const QPalette &palette);
    void retranslate();
};

} // namespace signalbox
