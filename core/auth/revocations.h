#pragma once

#include "core/auth/identity.h"
#include "core/base/namehash.h"
#include "core/model/revocation.h"

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace signalbox {

//! Finds out whether a token is revoked. Immutable; shared by all threads. A changed list shares what has not changed with
//! the one before: to add one of 100,000 revocations does not copy the others.
class RevocationList
{
public:
    RevocationList() = default;
    //! Of several about the same token or user the latest `created` counts, and the latest `until`.
    explicit RevocationList(const std::vector<Revocation> &revocations);

    //! Whether the token that gave \a identity is revoked at \a now. The claim `iat` has whole seconds in most tokens: one that
    //! was issued in the second of the revocation counts as issued before it.
    bool isRevoked(const Identity &identity, WallTime now) const;
    //! Null: there is none. Owner: this.
    const Revocation *find(RevocationKind kind, const QString &value) const;

    //! Returns a list that has \a revocation as well. One about the same token or user is renewed, never shortened.
    std::shared_ptr<const RevocationList> with(const Revocation &revocation) const;
    //! Returns a list without \a revocations; it keeps those that were renewed since.
    std::shared_ptr<const RevocationList> without(const std::vector<Revocation> &revocations) const;

    std::size_t size() const { return m_size; }
    //! In no order.
    std::vector<Revocation> all() const;

private:
    using Bucket = std::vector<Revocation>; //!< by kind and value
    static constexpr std::size_t Buckets = 512;

    static std::size_t indexOf(const QString &value);
    void insert(const Revocation &revocation, Bucket &bucket);

    std::array<std::shared_ptr<const Bucket>, Buckets> m_buckets; //!< null: empty
    std::size_t m_size = 0;
};

//! The revocations that are in effect. Any thread; locked for as long as it takes to copy a pointer.
class Revocations
{
public:
    std::shared_ptr<const RevocationList> current() const
    {
        const std::lock_guard lock(m_mutex);
        return m_current;
    }
    void set(std::shared_ptr<const RevocationList> list)
    {
        const std::lock_guard lock(m_mutex);
        m_current.swap(list); // what was before is destroyed without the lock
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const RevocationList> m_current = std::make_shared<const RevocationList>();
};

} // namespace signalbox
