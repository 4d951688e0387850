#pragma once

#include "core/model/roomlist.h"

#include <QAbstractItemModel>
#include <QHash>

#include <compare>
#include <memory>
#include <vector>

namespace signalbox {

//! A line of the upper level of a GroupTree: a room or a user, with connections below it.
struct Group
{
    explicit Group(QString groupName)
        : name(std::move(groupName))
    {
    }
    virtual ~Group() = default;
    Q_DISABLE_COPY_MOVE(Group)

    QString name;
    int row = 0;
    std::vector<RoomMember> members; //!< by their ids
};

//! A tree of two levels: groups, each named once, and connections in them. A connection may be in several.
class GroupTree : public QAbstractItemModel
{
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    ~GroupTree() override;

    //! The group that \a index is, or is in. Null for an invalid one.
    const Group *groupOf(const QModelIndex &index) const;
    //! Null for a group.
    const RoomMember *memberAt(const QModelIndex &index) const;
    //! Invalid: there is no such group.
    QModelIndex indexOf(const QString &group) const;
    const QString &nameOf(int row) const { return groupAt(row).name; }
    //! Below, at or above 0: how two groups, or two connections of one group, stand by their column. Names in
    //! any case; what is equal stands by its name or id, so the order is the same each time.
    int compare(const QModelIndex &left, const QModelIndex &right) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const final;
    QModelIndex parent(const QModelIndex &index) const final;
    int rowCount(const QModelIndex &parent = {}) const final;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const final;
    QVariant data(const QModelIndex &index, int role) const final;

    virtual bool isNumeric(int column) const = 0;
    //! Headers and words in the language of now.
    void retranslate();

protected:
    //! More runs of groups than this going at once are one reset: views work long on each.
    static constexpr std::size_t MaxRuns = 64;
    //! More groups going at once are a reset, too: neighbours here are far from each other in another order.
    static constexpr std::size_t MaxRemovedInPlace = 256;

    virtual QString title(int column) const = 0;
    virtual QString groupText(const Group &group, int column) const = 0;
    virtual QString memberText(const RoomMember &member, int column) const = 0;
    //! By what the column shows; not called for the names, column 0.
    virtual std::weak_ordering compareGroups(const Group &left, const Group &right, int column) const = 0;

    int groupCount() const { return int(m_groups.size()); }
    Group &groupAt(int row) const { return *m_groups[std::size_t(row)]; }
    Group *find(const QString &name) const { return m_byName.value(name); }
    void addGroups(std::vector<std::unique_ptr<Group>> groups);
    //! \a rows ascend.
    void removeGroups(const std::vector<int> &rows);
    void removeAll();
    //! \a members ascend by their ids.
    void setMembers(Group &group, const std::vector<RoomMember> &members);
    //! \a rows ascend.
    void tellChanged(const std::vector<int> &rows);

private:
    void removeAsReset(const std::vector<int> &rows);
    void renumber(std::size_t from);

    std::vector<std::unique_ptr<Group>> m_groups;
    QHash<QString, Group *> m_byName;
};

} // namespace signalbox
