#pragma once

#include "core/base/result.h"
#include "core/store/statement.h"

#include <QString>

#include <memory>
#include <optional>
#include <unordered_map>

struct sqlite3;

namespace signalbox {

//! Why SQLite could not do what it was asked for.
enum class StoreFailure : quint8 {
    Full,    //!< no space is left
    Io,      //!< reading or writing the file failed
    Busy,    //!< another process keeps the file locked
    Damaged, //!< the content of the file is not what was written
    Other,   //!< the statement is wrong, or out of memory
};
//! Returns the name used in metrics. Owner: static storage.
const char *storeFailureName(StoreFailure failure);

//! One connection to an SQLite file. Used by one thread at a time.
//!
//! The first failure is remembered until takeFailure(); meanwhile statements have no effect.
class Database final
{
public:
    enum class Access : quint8 {
        Create,   //!< read and write; an absent file is made
        Look,     //!< read only, with what a -wal file adds; changes no file. See lookAt()
        LookAlone //!< read only a file that has no -wal file; changes no file
    };
    struct Failure
    {
        StoreFailure kind = StoreFailure::Other;
        QString text; //!< as SQLite says it
    };

    //! Fails with Io, NoPermission or Busy. The error names the file.
    static Result<std::unique_ptr<Database>> open(const QString &path, Access access);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    //! Returns a use of the statement \a sql, a string literal; it is prepared once and kept. One use at a time.
    Statement prepare(const char *sql);
    //! Runs one or more statements without parameters. Returns false after a failure.
    bool execute(const char *sql);
    //! The first column of the first row; 0 if there is none. For pragmas and counts.
    qint64 integerOf(const char *sql);
    //! Rows that the last statement changed.
    qint64 changes() const;
    //! False while a transaction is open.
    bool isAutocommit() const;

    bool hasFailed() const { return m_failure.has_value(); }
    //! Returns what has failed first, if anything, and forgets it.
    std::optional<Failure> takeFailure();

private:
    friend class Statement;
    explicit Database(sqlite3 *handle)
        : m_handle(handle)
    {
    }
    void fail(int result);

    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };

    sqlite3 *m_handle;
    std::optional<Failure> m_failure;
    //! By the address of the literal.
    std::unordered_map<const char *, std::unique_ptr<sqlite3_stmt, Finalize>> m_statements;
};

} // namespace signalbox
