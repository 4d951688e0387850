#pragma once

#include "core/base/result.h"
#include "core/base/uniquefd.h"
#include "core/store/database.h"

#include <QString>

#include <memory>

namespace signalbox {

//! The file of a Store, locked against other processes, checked and brought to the current schema. It says of itself whether
//! the last process closed it cleanly: if not, each room gets a new epoch (see RoomRecords::renumber()), because
//! numbers that were given last may not be in the file.
//!
//! Used by one thread at a time.
class StoreFile final
{
public:
    //! As Store::open(). Nothing in the folder is changed, other than a lock file PATH.lock, before it is known that the file
    //! is ours and undamaged: it is checked as it would be after recovery from its -wal file, without that being written. The
    //! check of all its content is made only if it was not closed cleanly.
    static Result<std::unique_ptr<StoreFile>> open(const QString &path);
    //! Leaves the file as not cleanly closed, unless close() was called.
    ~StoreFile() = default;
    Q_DISABLE_COPY_MOVE(StoreFile)

    Database &database() { return *m_database; }
    const QString &path() const { return m_path; }
    //! Whether it was closed cleanly before.
    bool wasClean() const { return m_wasClean; }
    //! Marks the file as cleanly closed: everything was written. Nothing is written afterwards. False: it could not be.
    bool close();

private:
    StoreFile(const QString &path, UniqueFd lock)
        : m_path(path)
        , m_lock(std::move(lock))
    {
    }
    Result<void> prepare();
    Result<void> look(Database::Access access, bool &isNew);
    Result<void> begin(bool isNew);

    QString m_path;
    UniqueFd m_lock; //!< of flock(2)
    std::unique_ptr<Database> m_database;
    bool m_wasClean = true;
};

} // namespace signalbox
