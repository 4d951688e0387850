#include "core/store/database.h"

#include <QFile>

#include <sqlite3.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int BusyPatienceMs = 2000;

StoreFailure kindOf(int result)
{
    switch (result & 0xff) { // of an extended result code
    case SQLITE_FULL:
        return StoreFailure::Full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return StoreFailure::Io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return StoreFailure::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return StoreFailure::Damaged;
    default:
        return StoreFailure::Other;
    }
}

//! A file name as a URI of SQLite: only so can it be opened as immutable.
QByteArray uriOf(const QString &path, const char *parameters)
{
    return "file:" + QFile::encodeName(path).toPercentEncoding("/") + parameters;
}

} // namespace

const char *storeFailureName(StoreFailure failure)
{
    switch (failure) {
    case StoreFailure::Full:
        return "full";
    case StoreFailure::Io:
        return "io";
    case StoreFailure::Busy:
        return "busy";
    case StoreFailure::Damaged:
        return "damaged";
    case StoreFailure::Other:
        break;
    }
    return "other";
}

void Database::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Result<std::unique_ptr<Database>> Database::open(const QString &path, Access access)
{
    // SQLite takes a write lock on the file to keep the index of a -wal file in its own memory, and must be able to write.
    const int flags = access == Access::LookAlone ? SQLITE_OPEN_READONLY
                      : access == Access::Look    ? SQLITE_OPEN_READWRITE
                                                  : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const QByteArray uri = uriOf(path, access == Access::LookAlone ? "?immutable=1" : "");
    sqlite3 *handle = nullptr;
    const int result =
        sqlite3_open_v2(uri.constData(), &handle,
                        flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    std::unique_ptr<Database> database(new Database(handle)); // also of a failed open
    if (result != SQLITE_OK) {
        const int systemError = handle ? sqlite3_system_errno(handle) : 0;
        const QString why = QString::fromUtf8(handle ? sqlite3_errmsg(handle) : sqlite3_errstr(result));
        const bool isForbidden = systemError == EACCES || systemError == EPERM;
        return Error{
            isForbidden ? Error::Code::NoPermission : Error::Code::Io,
            u"%1: cannot be opened: %2"_s.arg(path, systemError ? qt_error_string(systemError) : why)};
    }
    sqlite3_busy_timeout(handle, BusyPatienceMs);
    // What a damaged schema could do is limited.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (access != Access::Create) {
        // Else the end of the connection would write what is in the -wal file into the file, and remove it.
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        if (access == Access::Look)
            database->execute("PRAGMA locking_mode=EXCLUSIVE"); // no -shm file
        database->execute("PRAGMA query_only=ON");
    }
    return database;
}

Database::~Database()
{
    m_statements.clear();
    sqlite3_close(m_handle);
}

Statement Database::prepare(const char *sql)
{
    auto &kept = m_statements[sql];
    if (!kept && !hasFailed()) {
        sqlite3_stmt *statement = nullptr;
        const int result =
            sqlite3_prepare_v3(m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        kept.reset(statement);
        if (result != SQLITE_OK)
            fail(result);
    }
    return {*this, kept.get()};
}

bool Database::execute(const char *sql)
{
    if (hasFailed())
        return false;
    const int result = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK)
        fail(result);
    return result == SQLITE_OK;
}

qint64 Database::integerOf(const char *sql)
{
    Statement statement = prepare(sql);
    return statement.next() ? statement.integer(0) : 0;
}

qint64 Database::changes() const
{
    return sqlite3_changes64(m_handle);
}

bool Database::isAutocommit() const
{
    return sqlite3_get_autocommit(m_handle) != 0;
}

void Database::fail(int result)
{
    if (!m_failure)
        m_failure = Failure{kindOf(result), QString::fromUtf8(sqlite3_errmsg(m_handle))};
}

std::optional<Database::Failure> Database::takeFailure()
{
    return std::exchange(m_failure, std::nullopt);
}

} // namespace signalbox
