#include "core/store/storefile.h"

#include "core/base/files.h"
#include "core/store/checksum.h"
#include "core/store/roomrecords.h"
#include "core/store/schema.h"

#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

// A start must not change a file that it refuses, so it looks first: at the header with read(2), then through SQLite with a
// connection that writes nothing (Database::Access::Look). Only then is the file opened for writing, which recovers it from
// its -wal file.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::size_t HeaderSize = 100; // https://www.sqlite.org/fileformat2.html, 1.3
constexpr std::size_t VersionOffset = 60;
constexpr std::size_t ApplicationOffset = 68;
constexpr std::array<char, 16> Magic{'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f',
                                     'o', 'r', 'm', 'a', 't', ' ', '3', '\0'};

const QString &whatToDo()
{
    static const QString text =
        u"it was left as it is, with its -wal and -shm files; move them away together to "
        "start with an empty file, or set another store.file"_s;
    return text;
}

Error refused(const QString &path, const QString &found)
{
    return {Error::Code::Invalid, u"%1: %2; %3"_s.arg(path, found, whatToDo())};
}

Error newerFile(const QString &path, qint64 version)
{
    return refused(
        path,
        u"it was written by a newer Signalbox: found schema %1, this version knows up to %2"_s.arg(version)
            .arg(storeVersion()));
}

Error failed(const QString &path, const Database::Failure &failure)
{
    switch (failure.kind) {
    case StoreFailure::Busy:
        return {Error::Code::AddressInUse,
                u"%1: another process has locked it (%2); close that"_s.arg(path, failure.text)};
    case StoreFailure::Damaged:
        return refused(path, u"it is damaged (%1)"_s.arg(failure.text));
    case StoreFailure::Full:
    case StoreFailure::Io:
        return {Error::Code::Io, u"%1: cannot be used: %2"_s.arg(path, failure.text)};
    case StoreFailure::Other:
        break;
    }
    return refused(path, u"it is no file of this program, or damaged (%1)"_s.arg(failure.text));
}

Result<UniqueFd> lock(const QString &path)
{
    const QString name = path + u".lock"_s;
    const QByteArray encoded = QFile::encodeName(name);
    UniqueFd file(::open(encoded.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!file)
        return fileError(name, u"cannot be opened"_s, errno);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fileError(name, u"cannot be locked"_s, errno);
        std::array<char, 16> owner{};
        const ssize_t size = ::pread(file.get(), owner.data(), owner.size() - 1, 0);
        const QString who = size > 0 ? u"process %1"_s.arg(QString::fromLatin1(owner.data()).trimmed())
                                     : u"another process"_s;
        return Error{Error::Code::AddressInUse,
                     u"%1: %2 uses it; end that, or set another store.file, or off"_s.arg(path, who)};
    }
    const QByteArray self = QByteArray::number(qint64(::getpid())) + '\n';
    if (::ftruncate(file.get(), 0) != 0 ||
        ::pwrite(file.get(), self.constData(), std::size_t(self.size()), 0) < 0)
        errno = 0; // a full disk; the process id is for people only
    return file;
}

//! 0: there is none, or it is empty.
qint64 sizeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? qint64(status.st_size) : 0;
}

//! Refuses what SQLite need not look at. A file that another program has begun is none of ours.
Result<void> checkHeader(const QString &path, bool &isEmpty)
{
    const UniqueFd file = openFile(path, O_RDONLY);
    if (!file && errno == ENOENT) {
        isEmpty = true;
        return {};
    }
    if (!file)
        return fileError(path, u"cannot be read"_s, errno);
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return fileError(path, u"cannot be read"_s, errno);
    if (!S_ISREG(status.st_mode))
        return Error{Error::Code::Io, u"%1: cannot be used: it is no regular file"_s.arg(path)};
    isEmpty = status.st_size == 0;
    if (isEmpty)
        return {};
    std::array<char, HeaderSize> header{};
    if (::pread(file.get(), header.data(), header.size(), 0) < 0)
        return fileError(path, u"cannot be read"_s, errno);
    if (std::memcmp(header.data(), Magic.data(), Magic.size()) != 0)
        return refused(path, u"it is no SQLite file, or damaged"_s);
    const quint32 application = qFromBigEndian<quint32>(header.data() + ApplicationOffset);
    if (application != 0 && application != StoreApplicationId)
        return refused(path, u"it belongs to another program"_s);
    const qint32 version = qFromBigEndian<qint32>(header.data() + VersionOffset);
    if (application != 0 && version > storeVersion())
        return newerFile(path, version);
    return {};
}

quint32 checksumOfMark(const QString &value)
{
    return Checksum().add(value.toUtf8()).value();
}

bool isMarkedClean(Database &database)
{
    Statement mark = database.prepare("SELECT value, checksum FROM server_state WHERE key = 'mark'");
    return mark.next() && mark.text(0) == u"clean"_s && mark.integer(1) == checksumOfMark(mark.text(0));
}

void writeMark(Database &database, const QString &value)
{
    database
        .prepare("INSERT INTO server_state (key, value, checksum) VALUES ('mark', ?1, ?2) "
                 "ON CONFLICT (key) DO UPDATE SET value = ?1, checksum = ?2")
        .bind(value)
        .bind(qint64(checksumOfMark(value)))
        .run();
}

//! Moves everything from the -wal file into the file, on the disk.
void checkpoint(Database &database, bool &isComplete)
{
    Statement statement = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    isComplete = statement.next() && statement.integer(0) == 0;
}

} // namespace

Result<std::unique_ptr<StoreFile>> StoreFile::open(const QString &given)
{
    // Two names of a file, over a link, have one lock.
    const QString real = QFileInfo(given).canonicalFilePath();
    const QString path = real.isEmpty() ? given : real;
    if (Result<void> made = makeFolder(QFileInfo(path).path()); !made)
        return made.error();
    Result<UniqueFd> locked = lock(path);
    if (!locked)
        return locked.error();
    std::unique_ptr<StoreFile> file(new StoreFile(path, std::move(*locked)));
    if (Result<void> prepared = file->prepare(); !prepared)
        return prepared.error();
    return file;
}

Result<void> StoreFile::prepare()
{
    bool isNew = false;
    if (Result<void> checked = checkHeader(m_path, isNew); !checked)
        return checked;
    const bool hasWal = sizeOf(m_path + u"-wal"_s) > 0;
    if (isNew && hasWal) // SQLite would remove it
        return refused(m_path, u"it is empty or missing, but %1-wal is not"_s.arg(m_path));
    if (!isNew) {
        const Database::Access access = hasWal ? Database::Access::Look : Database::Access::LookAlone;
        if (Result<void> looked = look(access, isNew); !looked)
            return looked;
    } else if (!openFile(m_path, O_RDWR | O_CREAT | O_NOFOLLOW,
                         0600)) { // SQLite gives others permissions to read it
        return fileError(m_path, u"cannot be made"_s, errno);
    }
    Result<std::unique_ptr<Database>> database = Database::open(m_path, Database::Access::Create);
    if (!database)
        return database.error();
    m_database = std::move(*database);
    return begin(isNew);
}

//! Looks at the content without changing a file.
Result<void> StoreFile::look(Database::Access access, bool &isNew)
{
    Result<std::unique_ptr<Database>> opened = Database::open(m_path, access);
    if (!opened)
        return opened.error();
    Database &database = **opened;
    const qint64 application = database.integerOf("PRAGMA application_id");
    const qint64 version = database.integerOf("PRAGMA user_version");
    const qint64 objects = database.integerOf("SELECT count(*) FROM sqlite_schema");
    if (const auto failure = database.takeFailure())
        return failed(m_path, *failure);
    // The process that made it may have been killed before it had made the tables.
    isNew = application == 0 && version == 0 && objects == 0;
    if (isNew)
        return {};
    if (application != StoreApplicationId)
        return refused(m_path, u"it belongs to another program"_s);
    if (version > storeVersion())
        return newerFile(m_path, version);
    m_wasClean = isMarkedClean(database);
    if (!m_wasClean && !database.hasFailed()) {
        Statement check = database.prepare("PRAGMA quick_check(1)");
        if (check.next() && check.text(0) != u"ok"_s)
            return refused(m_path, u"it is damaged (%1)"_s.arg(check.text(0).simplified()));
    }
    if (const auto failure = database.takeFailure())
        return failed(m_path, *failure);
    return {};
}

//! Makes or changes the tables, and marks the file as in use. The mark is in the file itself, not only in the -wal file,
//! before anybody gets a number: a power cut cannot take it back.
Result<void> StoreFile::begin(bool isNew)
{
    Database &database = *m_database;
    if (isNew)
        database.execute("PRAGMA auto_vacuum = INCREMENTAL"); // has no effect once there is a table
    database.execute("PRAGMA journal_mode = WAL;"
                     "PRAGMA secure_delete = FAST;"
                     "PRAGMA cell_size_check = ON;"
                     "PRAGMA journal_size_limit = 8388608;"
                     "PRAGMA synchronous = FULL;"
                     "BEGIN IMMEDIATE");
    migrateStore(database, isNew ? 0 : int(database.integerOf("PRAGMA user_version")));
    database.execute(
        qPrintable(u"PRAGMA application_id = %1; PRAGMA user_version = %2"_s.arg(StoreApplicationId)
                       .arg(storeVersion())));
    if (!m_wasClean)
        RoomRecords(database).renumber();
    writeMark(database, u"running"_s);
    database.execute("COMMIT");
    bool isInFile = false;
    checkpoint(database, isInFile);
    if (const auto failure = database.takeFailure())
        return failed(m_path, *failure);
    if (!isInFile)
        return Error{Error::Code::AddressInUse,
                     u"%1: another process reads it for longer than two seconds; close that"_s.arg(m_path)};
    database.execute("PRAGMA synchronous = NORMAL");
    return {};
}

bool StoreFile::close()
{
    Database &database = *m_database;
    database.execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
    writeMark(database, u"clean"_s);
    database.execute("COMMIT");
    if (database.takeFailure())
        return false;
    bool isInFile = false;
    checkpoint(database, isInFile); // else the end of the connection does it
    database.takeFailure();
    return true;
}

} // namespace signalbox
