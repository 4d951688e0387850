#pragma once

#include "core/base/id.h"
#include "core/model/query.h"
#include "ui/connections/listpane.h"

#include <QStringList>

#include <vector>

class QAction;

namespace signalbox {

class FilterBar;
class GroupProxyModel;
class GroupTree;
class GroupView;
struct Group;
struct RoomMember;

//! Base of the panels that show a GroupTree: filter, number of groups, tree, and a context menu with the
//! actions on the selected rows. A subclass connects the actions and sets the texts.
class GroupPage : public ListPane
{
    Q_OBJECT
public:
    QByteArray saveState() const override;
    bool restoreState(const QByteArray &state) override;
    void activateFilter() override;
    void activateList() override;
    QString selectionText() const override;

    //! Adds \a actions on the selection to the context menu; their shortcuts apply while the tree has the focus.
    void addMenuActions(const QList<QAction *> &actions);
    QAction &writeAction() const { return *m_write; }
    QAction &messagesAction() const { return *m_showMessages; }

Q_SIGNALS:
    //! Emitted when the user wants to write a message to \a user.
    void writeToUserRequested(const QString &user);
    //! Emitted when the user wants to read messages; \a filter is one of the message log.
    void messagesRequested(const QString &filter);
    //! Emitted shortly after the filter was edited.
    void filterChanged(const signalbox::Query &filter);
    //! Emitted when the selection or the current row has changed, or what belongs to it.
    void selectionChanged();
    //! Emitted when the user wants to see all about a connection: by Return or a double-click.
    void detailsRequested(signalbox::ConnectionId connection);
    //! Emitted when the user has collapsed \a group, an index of the model.
    void collapsed(const QModelIndex &group);

protected:
    struct Texts
    {
        QString filterHint;
        QString filterHelp; //!< the tool tip
        QString viewName;   //!< accessible name of the tree
        QString empty;      //!< shown while there is no group
        QString noMatch;    //!< shown while the filter hides all groups
    };
    //! The selected groups, and the selected connections of one group or of several.
    struct Selection
    {
        QStringList groups;
        std::vector<ConnectionId> members; //!< ascending, each once
        QString groupOfMembers;            //!< empty unless all are in the same group
    };

    //! Takes ownership of \a model, which shows \a list. \a name is the object name of the tree, and the beginning of the object
    //! names of the filter and of the number.
    GroupPage(GroupTree *model, QueryList list, const QString &name, QWidget *parent);

    void setTexts(const Texts &texts);
    void setCount(const QString &text);
    //! Gives the buttons of the two actions shorter texts than the menu.
    void nameButtons();
    Selection selection() const;
    //! Returns the group of the current row; null if there is no current row.
    const Group *currentGroup() const;
    //! Returns the connection of the current row; null if it is a group.
    const RoomMember *currentMember() const;

    //! Sets all texts in the current language.
    virtual void retranslateUi() = 0;
    void changeEvent(QEvent *event) override;

private:
    void applyFilter();
    void showMenu(QPoint at);
    void showPlaceholder();
    void setIcons();

    GroupTree &m_model;
    GroupProxyModel *m_proxy;
    FilterBar *m_filter; // before the view: the order in which Tab moves the focus
    GroupView *m_view;
    QAction *m_write;
    QAction *m_showMessages;
    QList<QAction *> m_moreActions;
    Texts m_texts;
};

} // namespace signalbox
