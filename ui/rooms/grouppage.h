#pragma once

#include "core/base/id.h"

#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QLineEdit;

namespace signalbox {

class GroupProxyModel;
class GroupTree;
class GroupView;
struct Group;
struct RoomMember;

//! A GroupTree as it is shown: filter, number, tree, and a menu on what is selected.
class GroupPage final : public QWidget
{
    Q_OBJECT
public:
    struct Words
    {
        QString filterLabel; //!< with a mnemonic
        QString filterHint;
        QString viewName;
        QString empty;   //!< there is no group
        QString noMatch; //!< the filter hides all
    };
    //! What is selected: groups, and connections of one group or several.
    struct Selection
    {
        QStringList groups;
        std::vector<ConnectionId> members;
        QString groupOfMembers; //!< empty unless all are of the same
    };

    //! \a name is that of the tree, for tests and style sheets. \a widths are characters of columns.
    GroupPage(GroupTree &model, const QString &name, const std::vector<int> &widths, QWidget *parent);

    GroupView &view() { return *m_view; }
    //! In the menu, in this order; null is a separator. Shortcuts work in the tree.
    void setActions(const QList<QAction *> &actions);
    void setWords(const Words &words);
    //! Beside the filter.
    void setCount(const QString &text);
    Selection selection() const;
    //! What the current row is, or is in. Null: there is none.
    const Group *currentGroup() const;
    const RoomMember *currentMember() const;

Q_SIGNALS:
    void filterChanged(const QString &text);
    void selectionChanged();
    void collapsed(const QModelIndex &group);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyFilter();
    void showMenu(QPoint at);
    void showPlaceholder();

    GroupTree &m_model;
    GroupProxyModel *m_proxy;
    QLabel *m_filterLabel;
    QLineEdit *m_filter;
    QAction *m_filterIcon;
    QLabel *m_count;
    GroupView *m_view;
    QTimer m_filterDelay;
    QList<QAction *> m_actions;
    Words m_words;
};

} // namespace signalbox
