#pragma once

#include "core/base/result.h"
#include "core/model/accessposition.h"
#include "core/model/ban.h"
#include "core/model/revocation.h"

#include <compare>
#include <utility>
#include <variant>
#include <vector>

namespace signalbox {

class Store;

//! What a change of the bans or revocations of this node is about that its cluster has not been told.
struct AccessSubject
{
    std::variant<BanKind, RevocationKind> kind{};
    QString value{};

    // NOLINTNEXTLINE(modernize-use-nullptr): it takes the 0 of the comparison that the compiler writes for one
    friend std::weak_ordering operator<=>(const AccessSubject &, const AccessSubject &) = default;
};

//! Such a change.
struct UnsentAccess
{
    enum class Written : quint8 {
        No,
        Added,  //!< the entry is new, or a revocation was renewed
        Edited, //!< a ban that the cluster has
    };
    Written written = Written::No;
    //! Bans about the same that were removed before: their ids, and when they were made.
    std::vector<std::pair<BanId, WallTime>> removed{};

    friend bool operator==(const UnsentAccess &, const UnsentAccess &) = default;
};

//! How the bans and revocations in the file of a Store belong to those of a cluster. What is written need not be on the disk at once:
//! it is, as soon as something behind it is. Used by the owner's thread.
class AccessStore final
{
public:
    //! It outlives it.
    explicit AccessStore(Store &store)
        : m_store(store)
    {
    }

    struct Content
    {
        AccessPosition position;
        std::vector<std::pair<AccessSubject, UnsentAccess>> unsent;
    };
    //! Waits for the file. Fails with Io.
    Result<Content> load();

    void write(const AccessPosition &position);
    void write(std::vector<std::pair<AccessSubject, UnsentAccess>> unsent);
    void remove(std::vector<AccessSubject> sent);

private:
    Store &m_store;
};

} // namespace signalbox
