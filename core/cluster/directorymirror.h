#pragma once

#include "core/base/namehash.h"
#include "core/cluster/noderange.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace signalbox {

//! The entries that a node has in the directory of its cluster (members of rooms, or connections of users), and what of them
//! Redis has not been told. Whatever Redis loses can be told again from here. Lives on the broker's thread.
class DirectoryMirror final
{
public:
    //! Entries in one change.
    static constexpr std::size_t MaxEntries = 500;

    //! Under \a name, the entries with an id between the two are exactly these.
    struct Range
    {
        ConnectionId lowest;
        ConnectionId highest;
        std::vector<std::pair<ConnectionId, QString>> entries; //!< id and user

        friend bool operator==(const Range &, const Range &) = default;
    };
    struct Change
    {
        QString name;
        std::vector<Range> ranges;
    };

    //! The number of this node; set before the first entry.
    void setNode(NodeNumber node) { m_node = node; }

    void add(const QString &name, ConnectionId client, const QString &user);
    void remove(const QString &name, ConnectionId client);

    // An entry that Redis is asked for, or has added by itself: these change nothing that is to be told.
    void hold(const QString &name, ConnectionId client, const QString &user);
    void drop(const QString &name, ConnectionId client);
    //! The entry has to be told again, or, if there is none, that there is none.
    void tell(const QString &name, ConnectionId client) { entryChanged(name, client); }
    bool has(const QString &name, ConnectionId client) const;

    //! Everything has to be told again.
    void tellAll();
    //! All entries of \a name have to be told again, or, if there are none, that there are none.
    void tellAll(const QString &name);
    bool has(const QString &name) const { return m_entries.contains(name); }
    bool isAllTold() const { return m_pending.empty(); }

    //! Returns what is to be told next, and takes it for told. Nothing: all is told.
    std::optional<Change> take();
    //! The same of one name.
    std::optional<Change> take(const QString &name);

private:
    //! What is to be told of one name.
    struct Pending
    {
        std::optional<ConnectionId> from; //!< all entries from this id on
        std::set<ConnectionId> changed;   //!< and those with a lower id
    };
    using Entries = std::map<ConnectionId, QString>;

    Pending &pendingOf(const QString &name);
    void entryChanged(const QString &name, ConnectionId client);
    Range rangeFrom(Pending &pending, const Entries &entries) const;

    NodeNumber m_node = 0;
    NameMap<Entries> m_entries; //!< none is empty
    NameMap<Pending> m_pending;
    std::deque<QString> m_order; //!< the keys of m_pending, and some that have been taken by name
};

} // namespace signalbox
