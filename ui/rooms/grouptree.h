#pragma once

#include "core/model/query.h"
#include "core/model/roomlist.h"

#include <QAbstractItemModel>
#include <QHash>

#include <compare>
#include <memory>
#include <vector>

namespace signalbox {

//! A row of the upper level of a GroupTree: a room or a user, with connections below it.
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
    std::vector<RoomMember> members; //!< ascending by id
};

//! A tree of two levels: groups with unique names, and the connections in them. A connection may be in
//! several groups.
class GroupTree : public QAbstractItemModel
{
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    ~GroupTree() override;

    //! Returns the group at \a index, or the group of the connection there. Null for an invalid index.
    const Group *groupOf(const QModelIndex &index) const;
    //! Returns the connection at \a index; null for a group.
    const RoomMember *memberAt(const QModelIndex &index) const;
    //! Invalid if there is no such group.
    QModelIndex indexOf(const QString &group) const;
    //! Returns the names of all groups, sorted.
    QStringList names() const;
    //! Returns whether \a query accepts the group at \a row.
    virtual bool isAccepted(int row, const Query &query) const = 0;
    //! Compares two groups, or two connections of one group, by the column of \a left. Returns a number
    //! below, equal to or above 0. Names compare as compareNames() does; equal rows compare by name or id, so
    //! the order is total.
    int compare(const QModelIndex &left, const QModelIndex &right) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const final;
    QModelIndex parent(const QModelIndex &index) const final;
    int rowCount(const QModelIndex &parent = {}) const final;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const final;
    QVariant data(const QModelIndex &index, int role) const final;

    virtual bool isNumeric(int column) const = 0;
    //! Returns the default width of \a column in average characters.
    virtual int width(int column) const = 0;
    //! Reports that the language of all texts has changed.
    void retranslate();

protected:
    //! If groups are removed in more ranges than this at once, the model is reset: the work of a view for
    //! each range is proportional to the table.
    static constexpr std::size_t MaxRanges = 64;
    //! If more groups than this are removed at once, the model is reset as well: a proxy has them in another
    //! order and so in many ranges.
    static constexpr std::size_t MaxRemovedInPlace = 256;

    virtual QString title(int column) const = 0;
    virtual QString groupText(const Group &group, int column) const = 0;
    virtual QString memberText(const RoomMember &member, int column) const = 0;
    //! Returns what a cell of \a group, or of its \a member unless that is null, has no room for; may be empty.
    virtual QString toolTip(const Group &group, const RoomMember *member, int column) const;
    //! Compares by the values of \a column; not called for column 0, the names.
    virtual std::weak_ordering compareGroups(const Group &left, const Group &right, int column) const = 0;

    int groupCount() const { return int(m_groups.size()); }
    Group &groupAt(int row) const { return *m_groups[std::size_t(row)]; }
    Group *find(const QString &name) const { return m_byName.value(name); }
    void addGroups(std::vector<std::unique_ptr<Group>> groups);
    //! \a rows must ascend.
    void removeGroups(const std::vector<int> &rows);
    void removeAll();
    //! Replaces the connections of \a group; \a members must ascend by id. With many changes all rows of the
    //! group are removed and inserted again, as peers choose how many connections have one name.
    void setMembers(Group &group, const std::vector<RoomMember> &members);
    //! Emits dataChanged() for the groups at \a rows, which must ascend.
    void reportChanged(const std::vector<int> &rows);
    //! Emits dataChanged() for the members of the group at \a row.
    void reportMembersChanged(int row);

private:
    void removeAsReset(const std::vector<int> &rows);
    void removeMembers(Group &group, int first, int last);
    void insertMembers(Group &group, const std::vector<RoomMember> &members, int first, int last);
    void renumber(std::size_t from);

    std::vector<std::unique_ptr<Group>> m_groups;
    QHash<QString, Group *> m_byName;
};

} // namespace signalbox
