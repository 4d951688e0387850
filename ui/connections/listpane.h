#pragma once

#include "ui/connections/actiontargets.h"
#include "ui/dialogs/bansubject.h"

#include <QList>
#include <QWidget>

class QAction;

namespace signalbox {

//! Base of what the tabs of the window show: a list with a filter, and what is selected in it. A subclass emits
//! targetsChanged() whenever the selection or its text changes.
class ListPane : public QWidget
{
    Q_OBJECT
public:
    //! A property of an action, bool: it ends the connections of other people, and its button shows it.
    static constexpr const char *DangerProperty = "isDangerous";

    //! The key of its state in the settings; does not change with the language.
    QString name() const { return m_name; }
    //! Returns the translated title of its tab.
    virtual QString title() const = 0;
    //! A short text beside the title, such as the number of rows; empty: none.
    QString badge() const { return m_badge; }

    //! Subscribes to the server, or unsubscribes.
    virtual void setWatching(bool on) = 0;
    //! Gives the filter the focus.
    virtual void activateFilter() = 0;
    //! Gives the list the focus. It is not the focus proxy of the pane, or Tab would skip the filter.
    virtual void activateList() = 0;

    //! Returns the selected connections, users and rooms, to which the actions on connections apply.
    virtual ActionTargets targets() const { return {}; }
    //! Returns whom a ban of what is selected would be about, where that is no connection, user or room.
    virtual BanSubject banSubject() const { return {}; }
    //! Returns what is selected, for the bar below the list: `jürgen (#31)`, `12 selected`; empty: nothing.
    virtual QString selectionText() const = 0;
    //! Sets the actions on the selection: \a main as buttons, \a more in a menu. They must outlive the pane.
    void setBarActions(const QList<QAction *> &main, const QList<QAction *> &more = {});
    QList<QAction *> barActions() const { return m_barActions; }
    QList<QAction *> moreBarActions() const { return m_moreBarActions; }
    //! Sets further actions of the context menu. They must outlive the pane.
    void setMoreActions(const QList<QAction *> &actions) { m_moreActions = actions; }

    //! Columns and sorting.
    virtual QByteArray saveState() const = 0;
    //! Returns false, and changes nothing, if \a state is not valid.
    virtual bool restoreState(const QByteArray &state) = 0;

Q_SIGNALS:
    void badgeChanged();
    void targetsChanged();

protected:
    ListPane(const QString &name, QWidget *parent);
    void setBadge(const QString &text);
    QList<QAction *> moreActions() const { return m_moreActions; }

private:
    QString m_name;
    QString m_badge;
    QList<QAction *> m_barActions;
    QList<QAction *> m_moreBarActions;
    QList<QAction *> m_moreActions;
};

} // namespace signalbox
