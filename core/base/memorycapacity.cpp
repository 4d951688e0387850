#include "core/base/memorycapacity.h"

#include "core/base/files.h"

#include <QByteArrayList>
#include <QFile>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! proc_pid_mountinfo(5): space, tab, newline and backslash are written as \040, \011, \012 and \134.
QByteArray unescaped(QByteArrayView field)
{
    constexpr qsizetype Digits = 3;
    QByteArray text;
    for (qsizetype i = 0; i < field.size(); ++i) {
        if (field[i] != '\\' || i + Digits >= field.size()) {
            text += field[i];
            continue;
        }
        text += char(field.sliced(i + 1, Digits).toByteArray().toInt(nullptr, 8));
        i += Digits;
    }
    return text;
}

class CapacityReader
{
public:
    explicit CapacityReader(const QString &root)
        : m_root(root)
    {
    }

    std::optional<qint64> read();

private:
    enum class Version : quint8 { One, Two };

    void readTotal();
    void readMount(const QByteArray &line);
    void readCgroups(Version version, const QString &mountPoint, const QString &mountedPath);
    void readLimit(const QString &file);
    QString pathOf(Version version) const;
    void consider(std::optional<qint64> bytes);

    QString m_root;
    QByteArrayList m_cgroups; //!< lines of /proc/self/cgroup
    std::optional<qint64> m_least;
};

std::optional<qint64> CapacityReader::read()
{
    readTotal();
    m_cgroups = readKernelFile(m_root + u"/proc/self/cgroup"_s).split('\n');
    for (const QByteArray &line : readKernelFile(m_root + u"/proc/self/mountinfo"_s).split('\n'))
        readMount(line);
    return m_least;
}

void CapacityReader::consider(std::optional<qint64> bytes)
{
    if (bytes && *bytes > 0)
        m_least = std::min(m_least.value_or(*bytes), *bytes);
}

void CapacityReader::readTotal()
{
    constexpr qint64 KiB = 1024;
    for (const QByteArray &line : readKernelFile(m_root + u"/proc/meminfo"_s).split('\n')) {
        if (line.startsWith("MemTotal:")) // MemTotal:  24684084 kB
            consider(line.simplified().split(' ').value(1).toLongLong() * KiB);
    }
}

//! proc_pid_mountinfo(5): `36 35 98:0 /mounted/path /mount/point options optional... - type source options`.
void CapacityReader::readMount(const QByteArray &line)
{
    constexpr qsizetype MountedPath = 3;
    constexpr qsizetype MountPoint = 4;
    const QByteArrayList fields = line.split(' ');
    const qsizetype separator = fields.indexOf("-");
    if (separator <= MountPoint)
        return;
    const QByteArray type = fields.value(separator + 1);
    const bool isOne =
        type == "cgroup" && fields.value(separator + 3).split(',').contains("memory"); // a controller
    if (!isOne && type != "cgroup2")
        return;
    readCgroups(isOne ? Version::One : Version::Two, QFile::decodeName(unescaped(fields[MountPoint])),
                QFile::decodeName(unescaped(fields[MountedPath])));
}

//! cgroups(7): `0::/path` for version 2, `4:memory:/path` or `4:cpu,memory:/path` for version 1.
QString CapacityReader::pathOf(Version version) const
{
    for (const QByteArray &line : m_cgroups) {
        const qsizetype first = line.indexOf(':');
        const qsizetype second = line.indexOf(':', first + 1);
        if (first < 0 || second < 0)
            continue;
        const QByteArray controllers = line.sliced(first + 1, second - first - 1);
        const bool isMeant = version == Version::Two ? line.startsWith("0:") && controllers.isEmpty()
                                                     : controllers.split(',').contains("memory");
        if (isMeant)
            return QFile::decodeName(line.sliced(second + 1));
    }
    return {};
}

void CapacityReader::readCgroups(Version version, const QString &mountPoint, const QString &mountedPath)
{
    QStringList names = pathOf(version).split(u'/', Qt::SkipEmptyParts);
    const QStringList mounted = mountedPath.split(u'/', Qt::SkipEmptyParts);
    // In a container, the mount may begin at its own cgroup, and the path in /proc at the root of the host or of a cgroup
    // namespace. What is not below the mount (`/../..` in a namespace) cannot be read there: then the mount itself counts.
    const bool isBelow = names.size() >= mounted.size() &&
                         std::equal(mounted.begin(), mounted.end(), names.begin()) &&
                         !names.contains(u".."_s);
    names = isBelow ? names.mid(mounted.size()) : QStringList();
    for (;; names.removeLast()) {
        const QString folder = m_root + mountPoint + u'/' + names.join(u'/') + u'/';
        if (version == Version::Two) {
            readLimit(folder + u"memory.max"_s);
            readLimit(folder + u"memory.high"_s);
        } else {
            readLimit(folder + u"memory.limit_in_bytes"_s);
        }
        if (names.isEmpty())
            return;
    }
}

//! `max`, and where the file is missing: no limit there. Version 1 has a very large number for none.
void CapacityReader::readLimit(const QString &file)
{
    bool isNumber = false;
    const qint64 bytes = readKernelFile(file).trimmed().toLongLong(&isNumber);
    if (isNumber)
        consider(bytes);
}

} // namespace

std::optional<qint64> memoryCapacity(const QString &root)
{
    return CapacityReader(root).read();
}

} // namespace signalbox
