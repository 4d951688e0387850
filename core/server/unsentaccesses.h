#pragma once

#include "core/cluster/accesschange.h"
#include "core/model/command.h"
#include "core/store/accessstore.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

AccessSubject subjectOf(const Ban &ban);
AccessSubject subjectOf(const Revocation &revocation);

template <typename Entry>
std::map<AccessSubject, Entry> bySubject(const std::vector<Entry> &entries)
{
    std::map<AccessSubject, Entry> map;
    for (const Entry &entry : entries)
        map.insert_or_assign(subjectOf(entry), entry);
    return map;
}

//! Whether \a ban is one of \a removed: by its id, or its time where two nodes have given it different ids.
bool isRemoved(const UnsentAccess &unsent, const Ban &ban);

//! The changes of bans and revocations that this node has made and its cluster has not been told. Lives on the owner's thread.
class UnsentAccesses final
{
public:
    using Changes = std::vector<std::pair<AccessSubject, UnsentAccess>>;
    //! What is sent together. For each change its number: another one has been made since if it has another number.
    struct Batch
    {
        std::vector<AccessOperation> operations;
        std::vector<std::pair<AccessSubject, quint64>> numbers;
    };

    static constexpr std::size_t ChangesABatch = 2000;

    //! Begins with \a changes of \a store, which gets those that follow and outlives this; null: they are in memory.
    void load(AccessStore *store, Changes &&changes);

    std::size_t size() const { return m_all.size(); }
    bool contains(const AccessSubject &subject) const { return m_all.contains(subject); }
    //! Empty: there is none.
    UnsentAccess find(const AccessSubject &subject) const;
    //! \a done is a command about access, as it was done.
    void add(const CommandBody &done);
    void add(Changes &&changes);

    //! Whether \a change of the cluster, at \a version, has an effect here. What this node has done meanwhile stays, as it will come
    //! behind the change there. But a ban that another node has added about the same stays in the cluster, and so it does
    //! here. \a own: the bans of this node.
    bool accepts(const AccessChange &change, quint64 version, const std::map<AccessSubject, Ban> &own);

    //! Returns the next changes to be sent. \a bans and \a revocations: what there is.
    Batch next(const std::vector<Ban> &bans, const std::vector<Revocation> &revocations) const;
    //! \a batch has been done, at \a version. Returns the changes of the cluster behind it that had no effect.
    std::vector<AccessChange> sent(const Batch &batch, quint64 version);

private:
    struct Entry
    {
        UnsentAccess change;
        quint64 number = 0;
        //! What the cluster has told last about the same, and accepts() has refused, and its version.
        std::optional<std::pair<AccessChange, quint64>> refused{};
    };

    std::map<AccessSubject, Entry> m_all;
    AccessStore *m_store = nullptr;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
