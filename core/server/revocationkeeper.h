#pragma once

#include "core/auth/authservices.h"
#include "core/model/command.h"
#include "core/store/revocationstore.h"
#include "core/store/storereplies.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace signalbox {

class OwnerMailbox;
class Store;

//! Adds revocations: checks commands, puts the new list into effect, and keeps it in the store. Forgets those whose time is
//! over. Lives on the thread of the server, which owns it; survives stops and starts.
class RevocationKeeper final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t MaxRevocations = 100'000; //!< about 60 MB with the longest ids

    //! Both outlive it. The revocations are in memory until setStore().
    RevocationKeeper(AuthServices &auth, OwnerMailbox &mailbox);
    ~RevocationKeeper() override;

    //! From now on the revocations are kept in \a store, which outlives the keeper; null: in memory.
    void setStore(Store *store);
    //! Puts the revocations of the store into effect, once for each store. Waits for the file. Fails with Io when they cannot be
    //! read.
    Result<void> load();

    //! Does what \a command, a Revoke, is for, except that connections are not closed. Returns the command as it was done. One
    //! about what is revoked already renews that, and never ends it earlier. Fails with Invalid, and with TooBig when there would be
    //! too many.
    Result<CommandBody> run(const Command &command);

    // For AccessKeeper, which keeps them equal to those of a cluster.
    //! Adds or renews \a written, and removes those about the same as \a removed.
    void apply(const std::vector<Revocation> &written, const std::vector<Revocation> &removed);
    //! There are these, instead of what there was.
    void replace(const std::vector<Revocation> &revocations);
    std::optional<Revocation> find(RevocationKind kind, const QString &value) const;
    std::vector<Revocation> revocations() const { return m_auth.revocations.current()->all(); }

Q_SIGNALS:
    //! These have ended, and were removed.
    void ended(const std::vector<signalbox::Revocation> &revocations);

private:
    void put(std::shared_ptr<const RevocationList> list);
    void forgetEnded();
    void scheduleEnd(WallTime end);

    AuthServices &m_auth;
    //! The same list, for what the store does after this has gone.
    std::shared_ptr<Revocations> m_latest = std::make_shared<Revocations>();
    StoreReplies m_replies;
    std::optional<RevocationStore> m_store;
    bool m_isLoaded = false;
    QTimer m_timer;
    WallTime m_nextEnd =
        WallTime::max(); //!< no revocation ends before; max() if and only if the timer is stopped
};

} // namespace signalbox
