#pragma once

#include "core/model/command.h"
#include "core/policy/banlist.h"
#include "core/store/banstore.h"
#include "core/store/storereplies.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace signalbox {

class OwnerMailbox;
class Store;

//! Changes the bans: checks commands, puts the new list into effect, and keeps it in the store. Removes bans that have ended.
//! Lives on the thread of the server, which owns it; survives stops and starts.
class BanKeeper final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t MaxBans = 100'000;
    static constexpr std::size_t MaxBansACommand = 10'000;
    static constexpr Milliseconds HitsEvery{10'000}; //!< how often changed hits are written

    //! Both outlive it. The bans are in memory until setStore().
    BanKeeper(Bans &bans, OwnerMailbox &mailbox);
    ~BanKeeper() override;

    //! From now on the bans are kept in \a store, which outlives the keeper; null: in memory.
    void setStore(Store *store);
    //! Puts the bans of the store into effect, once for each store. Waits for the file. Fails with Io when they cannot be read.
    Result<void> load();

    //! Does what \a command, one about bans, is for, except that connections are not closed. Returns the command as it was
    //! done. Fails with Invalid, with Busy when a ban of that kind and value exists, with NotFound when none of the bans to change
    //! does, and with TooBig when there would be too many.
    Result<CommandBody> run(const Command &command);

    // For AccessKeeper, which keeps them equal to those of a cluster.
    //! Returns the bans of \a command as they would be added by \a by, still without ids. Fails as run().
    Result<std::vector<Ban>> checked(const AddBans &command, const QString &by) const;
    //! Gives \a bans the next ids of this server.
    void number(std::vector<Ban> &bans);
    struct Change
    {
        std::vector<Ban> written{}; //!< with ids; each replaces one about the same
        std::vector<Ban> removed{}; //!< those about the same as these
    };
    //! Returns the bans that were removed or replaced.
    std::vector<Ban> apply(const Change &change);
    //! There are these, instead of what there was.
    void replace(const std::vector<Ban> &bans);
    std::vector<Ban> bans() const { return m_bans.current()->bans(); }
    //! Why a ban like \a ban cannot be added: that with \a id is about the same.
    static Error existsError(const Ban &ban, BanId id);
    static Error tooManyError();

Q_SIGNALS:
    //! These have ended, and were removed.
    void ended(const std::vector<signalbox::Ban> &bans);

private:
    Result<CommandBody> add(const AddBans &command, const QString &by);
    Result<CommandBody> edit(const EditBan &command);
    Result<CommandBody> remove(const RemoveBans &command);
    void put(const std::vector<Ban> &bans);
    void removeExpired();
    void writeHits();
    void scheduleExpiry(const std::vector<Ban> &bans);

    Bans &m_bans;
    //! The same list, for what the store does after this has gone.
    std::shared_ptr<Bans> m_latest = std::make_shared<Bans>();
    StoreReplies m_replies;
    std::optional<BanStore> m_store;
    bool m_isLoaded = false;
    quint64 m_lastId = 0;
    QTimer m_expiry;
    QTimer m_hits;
    std::vector<Ban> m_writtenHits; //!< the bans when their hits were written last
};

} // namespace signalbox
