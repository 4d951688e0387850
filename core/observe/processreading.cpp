#include "core/observe/processreading.h"

#include "core/base/files.h"

#include <QByteArrayList>

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <memory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

template <typename Number>
std::optional<Number> numberAt(const QByteArrayList &fields, qsizetype index)
{
    bool isNumber = false;
    const quint64 number = fields.value(index).toULongLong(&isNumber);
    return isNumber ? std::optional(Number(number)) : std::nullopt;
}

//! proc_pid_stat(5), from field 3 on: the name in front of them may hold anything.
QByteArrayList statFields()
{
    const QByteArray stat = readKernelFile(u"/proc/self/stat"_s);
    return stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ');
}

std::optional<double> bootTime()
{
    for (const QByteArray &line : readKernelFile(u"/proc/stat"_s).split('\n')) {
        if (line.startsWith("btime "))
            return numberAt<double>(line.split(' '), 1);
    }
    return std::nullopt;
}

std::optional<quint64> countDescriptors()
{
    struct stat status
    {
    };
    if (::stat("/proc/self/fd", &status) == 0 && status.st_size > 0)
        return quint64(status.st_size); // since Linux 6.2
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/proc/self/fd"), ::closedir);
    if (!folder)
        return std::nullopt;
    constexpr quint64 NotOurs = 3; // ., .. and the folder itself
    quint64 count = 0;
    while (::readdir(folder.get()))
        ++count;
    return count - NotOurs;
}

} // namespace

ProcessReading ProcessReading::now()
{
    ProcessReading reading;
    timespec cpu{};
    if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
        reading.cpuSeconds = double(cpu.tv_sec) + double(cpu.tv_nsec) / 1e9;

    const QByteArrayList sizes = readKernelFile(u"/proc/self/statm"_s).split(' ');
    const auto pageSize = quint64(::sysconf(_SC_PAGESIZE));
    if (const auto pages = numberAt<quint64>(sizes, 0))
        reading.virtualBytes = *pages * pageSize;
    if (const auto pages = numberAt<quint64>(sizes, 1))
        reading.residentBytes = *pages * pageSize;

    constexpr qsizetype ThreadsField = 20 - 3;
    constexpr qsizetype StartField = 22 - 3;
    const QByteArrayList fields = statFields();
    reading.threads = numberAt<quint64>(fields, ThreadsField);
    const std::optional<double> booted = bootTime();
    if (const auto ticks = numberAt<double>(fields, StartField); ticks && booted)
        reading.startedAt = *booted + *ticks / double(::sysconf(_SC_CLK_TCK));

    reading.openDescriptors = countDescriptors();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        reading.maxDescriptors = limit.rlim_cur;
    return reading;
}

} // namespace signalbox
