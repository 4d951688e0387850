#include "core/base/files.h"

#include "core/base/clock.h"
#include "core/base/units.h"

#include <QFile>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr Milliseconds WriterPatience = 2s;    // until somebody opens a FIFO for writing, or writes to a pipe
constexpr Milliseconds ContentPatience = 30s;  // until a stream has ended
constexpr Milliseconds WriterPollEvery = 20ms; // poll() does not report a writer that has not written

Error unreadable(const QString &path, const QString &why, Error::Code code = Error::Code::Io)
{
    return {code, u"%1: cannot be read: %2"_s.arg(path, why)};
}

bool allows(int fd, int flags)
{
    const int given = ::fcntl(fd, F_GETFL);
    return given >= 0 && ((given & O_ACCMODE) == O_RDWR || (given & O_ACCMODE) == (flags & O_ACCMODE));
}

//! Calls \a visit for the path of each folder above \a path, and last for \a path, until it returns false.
template <typename Visit>
void visitParts(const QByteArray &path, Visit visit)
{
    for (qsizetype end = 0; end < path.size();) {
        const qsizetype slash = path.indexOf('/', end + 1);
        end = slash < 0 ? path.size() : slash;
        if (!visit(path.first(end)))
            return;
    }
}

Result<QByteArray> readAll(int fd, const QString &path, qint64 maxBytes, bool isStream)
{
    const TimePoint begin = Clock::now();
    const bool mayBlock = (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0; // a duplicate, see openFile()
    const Error late =
        unreadable(path, u"its content did not end within %1"_s.arg(formatDuration(ContentPatience)));
    QByteArray content;
    std::array<char, 16 * 1024> buffer{};
    while (content.size() <= maxBytes) {
        pollfd input{fd, POLLIN, 0};
        if (isStream && mayBlock && ::poll(&input, 1, int(ContentPatience.count())) == 0)
            return late;
        const ssize_t size = ::read(fd, buffer.data(), buffer.size());
        if (size > 0) {
            content.append(buffer.data(), size);
            continue;
        }
        const auto elapsed = std::chrono::duration_cast<Milliseconds>(Clock::now() - begin);
        if (size == 0) {
            if (!isStream || !content.isEmpty())
                return content;
            if (elapsed > WriterPatience)
                return unreadable(path, u"nothing was written to it"_s);
            ::poll(nullptr, 0, int(WriterPollEvery.count()));
        } else if (errno == EAGAIN) {
            if (elapsed > ContentPatience)
                return late;
            ::poll(&input, 1, int((ContentPatience - elapsed).count()) + 1);
        } else if (errno != EINTR) {
            return fileError(path, u"cannot be read"_s, errno);
        }
    }
    return Error{Error::Code::Invalid,
                 u"%1: found more than %2, allowed: a smaller file"_s.arg(path, formatByteSize(maxBytes))};
}

} // namespace

Error fileError(const QString &path, const QString &what, int errorNumber)
{
    Error::Code code = Error::Code::Io;
    if (errorNumber == ENOENT || errorNumber == ENOTDIR)
        code = Error::Code::NotFound;
    else if (errorNumber == EACCES || errorNumber == EPERM)
        code = Error::Code::NoPermission;
    return {code, u"%1: %2: %3"_s.arg(path, what, qt_error_string(errorNumber))};
}

Result<bool> isPresent(const QString &path)
{
    // Each folder in turn: lstat() of the whole path reports a link above that leads nowhere as an absent file.
    Result<bool> present = true;
    visitParts(QFile::encodeName(path), [&](const QByteArray &part) {
        struct stat status = {};
        if (::lstat(part.constData(), &status) != 0) {
            if (errno == ENOENT || errno == ENOTDIR)
                present = false;
            else
                present = fileError(path, u"cannot be reached"_s, errno);
        } else if (S_ISLNK(status.st_mode) && ::stat(part.constData(), &status) != 0) {
            const QString link = QFile::decodeName(part);
            present = errno == ENOENT || errno == ENOTDIR
                          ? unreadable(path, u"%1 is a link to something that does not exist"_s.arg(link))
                          : fileError(path, u"the link %1 cannot be followed"_s.arg(link), errno);
        }
        return present && *present;
    });
    return present;
}

UniqueFd openFile(const QString &path, int flags, unsigned mode)
{
    const QByteArray name = QFile::encodeName(path);
    UniqueFd opened(::open(name.constData(), flags | O_CLOEXEC | O_NONBLOCK, mode));
    if (opened || (errno != ENXIO && errno != EACCES))
        return opened;
    const int failure = errno;
    struct stat named = {};
    struct stat standard = {};
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::stat(name.constData(), &named) == 0 && allows(fd, flags) && ::fstat(fd, &standard) == 0 &&
            named.st_dev == standard.st_dev && named.st_ino == standard.st_ino)
            return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    }
    errno = failure;
    return {};
}

Result<QByteArray> readFile(const QString &path, qint64 maxBytes, Streams streams)
{
    const UniqueFd file = openFile(path, O_RDONLY);
    if (!file)
        return fileError(path, u"cannot be read"_s, errno);
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return fileError(path, u"cannot be read"_s, errno);
    if (S_ISDIR(status.st_mode))
        return unreadable(path, u"it is a folder"_s);
    if (S_ISBLK(status.st_mode))
        return unreadable(path, u"it is a block device"_s);
    constexpr unsigned memoryDevices = 1;
    constexpr unsigned nullDevice = 3; // null(4)
    const bool isNull = S_ISCHR(status.st_mode) && status.st_rdev == makedev(memoryDevices, nullDevice);
    const bool canEnd = S_ISREG(status.st_mode) || isNull;
    if (!canEnd && streams == Streams::Refused)
        return unreadable(path, u"it is a pipe or device, which can be read only once"_s);
    return readAll(file.get(), path, maxBytes, !canEnd);
}

QByteArray readKernelFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void keepStandardDescriptors()
{
    // open() returns the lowest free descriptor, which is fd because all below it are open.
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::fcntl(fd, F_GETFD) < 0) {
            [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR);
        }
    }
}

Result<void> makeFolder(const QString &path)
{
    Result<void> made;
    visitParts(QFile::encodeName(path), [&](const QByteArray &part) {
        struct stat status = {};
        if (::mkdir(part.constData(), 0700) == 0)
            return true;
        const int failure = errno;
        if (::stat(part.constData(), &status) == 0 && S_ISDIR(status.st_mode))
            return true;
        made = fileError(path, u"the folder cannot be made"_s, failure == EEXIST ? ENOTDIR : failure);
        return false;
    });
    return made;
}

} // namespace signalbox
