#include "core/base/memorycapacity.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

using Files = QMap<QString, QByteArray>; //!< content by path

Q_DECLARE_METATYPE(std::optional<qint64>)

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;

const QString cgroup = u"/proc/self/cgroup"_s;
const QString mountinfo = u"/proc/self/mountinfo"_s;
const QByteArray mountOfTwo =
    "25 1 0:23 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
const QByteArray mountOfOne = "24 1 0:22 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
                              "25 1 0:23 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                              "26 1 0:24 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

//! With MemTotal of 1000 KiB.
Files with(Files files)
{
    files.insert(u"/proc/meminfo"_s,
                 "MemTotal:           1000 kB\nMemFree:             500 kB\nMemAvailable:        700 kB\n");
    return files;
}

} // namespace

class TestMemoryCapacity final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isTheSmallestLimit_data();
    void isTheSmallestLimit();
    void readsThisSystem();
};

void TestMemoryCapacity::isTheSmallestLimit_data()
{
    QTest::addColumn<Files>("files");
    QTest::addColumn<std::optional<qint64>>("expected");
    const auto row = [](const char *name, const Files &files, std::optional<qint64> expected) {
        QTest::newRow(name) << files << expected;
    };
    row("nothing to read", {}, std::nullopt);
    row("unreadable total", {{u"/proc/meminfo"_s, "MemTotal: many kB\n"}}, std::nullopt);
    row("total only", with({}), 1000 * KiB);
    row("no limits",
        with({{cgroup, "0::/app\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/app/memory.max"_s, "max\n"},
              {u"/sys/fs/cgroup/app/memory.high"_s, "max\n"}}),
        1000 * KiB);
    row("max",
        with({{cgroup, "0::/app\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/app/memory.max"_s, "300000\n"}}),
        300000);
    row("high below max",
        with({{cgroup, "0::/app\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/app/memory.max"_s, "300000\n"},
              {u"/sys/fs/cgroup/app/memory.high"_s, "200000\n"}}),
        200000);
    row("limits above the total",
        with({{cgroup, "0::/app\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/app/memory.max"_s, "9999999999\n"}}),
        1000 * KiB);
    row("of a cgroup two levels above",
        with({{cgroup, "0::/a.slice/b.slice/app.service\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/a.slice/memory.high"_s, "100000\n"},
              {u"/sys/fs/cgroup/a.slice/b.slice/memory.max"_s, "max\n"},
              {u"/sys/fs/cgroup/a.slice/b.slice/app.service/memory.max"_s, "200000\n"}}),
        100000);
    row("not of a neighbour",
        with({{cgroup, "0::/a/b\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/a/c/memory.max"_s, "1\n"},
              {u"/sys/fs/cgroup/a/b/memory.max"_s, "4096\n"}}),
        4096);
    row("container with a cgroup namespace",
        with({{cgroup, "0::/\n"}, {mountinfo, mountOfTwo}, {u"/sys/fs/cgroup/memory.max"_s, "70000\n"}}),
        70000);
    row("container without a cgroup namespace",
        with({{cgroup, "0::/docker/0a1b\n"},
              {mountinfo, "25 1 0:23 /docker/0a1b /sys/fs/cgroup ro - cgroup2 cgroup rw\n"},
              {u"/sys/fs/cgroup/memory.max"_s, "60000\n"}}),
        60000);
    row("cgroup above the namespace",
        with({{cgroup, "0::/../other\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/other/memory.max"_s, "1\n"},
              {u"/sys/fs/cgroup/memory.max"_s, "50000\n"}}),
        50000);
    row("cgroup beside what is mounted",
        with({{cgroup, "0::/docker/other\n"},
              {mountinfo, "25 1 0:23 /docker/0a1b /sys/fs/cgroup ro - cgroup2 cgroup rw\n"},
              {u"/sys/fs/cgroup/memory.max"_s, "40000\n"}}),
        40000);
    row("blank in the mount point",
        with({{cgroup, "0::/app\n"},
              {mountinfo, "25 1 0:23 / /sys/my\\040cgroups rw - cgroup2 cgroup2 rw\n"},
              {u"/sys/my cgroups/app/memory.max"_s, "30000\n"}}),
        30000);
    row("colon in the name",
        with({{cgroup, "0::/a:b\n"},
              {mountinfo, mountOfTwo},
              {u"/sys/fs/cgroup/a:b/memory.max"_s, "20000\n"}}),
        20000);
    row("version 1",
        with({{cgroup, "5:cpu:/x\n4:cpuset,memory:/docker/7\n0::/\n"},
              {mountinfo, mountOfOne},
              {u"/sys/fs/cgroup/memory/docker/memory.limit_in_bytes"_s, "80000\n"},
              {u"/sys/fs/cgroup/memory/docker/7/memory.limit_in_bytes"_s, "90000\n"}}),
        80000);
    row("version 1, no limit",
        with({{cgroup, "4:memory:/docker/7\n0::/\n"},
              {mountinfo, mountOfOne},
              {u"/sys/fs/cgroup/memory/docker/7/memory.limit_in_bytes"_s, "9223372036854771712\n"}}),
        1000 * KiB);
    row("version 1, not of another controller",
        with({{cgroup, "5:cpu:/x\n4:memory:/\n"},
              {mountinfo, mountOfOne},
              {u"/sys/fs/cgroup/cpu/x/memory.limit_in_bytes"_s, "1\n"}}),
        1000 * KiB);
    row("not understood",
        with({{cgroup, "0::/app\nnonsense\n::\n"},
              {mountinfo, "- cgroup2\n1 2 3 - cgroup2\n\n" + mountOfTwo},
              {u"/sys/fs/cgroup/app/memory.max"_s, "12 MiB\n"},
              {u"/sys/fs/cgroup/app/memory.high"_s, "-5\n"}}),
        1000 * KiB);
    row("without the total",
        {{cgroup, "0::/app\n"}, {mountinfo, mountOfTwo}, {u"/sys/fs/cgroup/app/memory.max"_s, "300000\n"}},
        300000);
}

void TestMemoryCapacity::isTheSmallestLimit()
{
    QFETCH(Files, files);
    QFETCH(std::optional<qint64>, expected);
    const QTemporaryDir root;
    for (auto file = files.begin(); file != files.end(); ++file) {
        const QString path = root.path() + file.key();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile written(path);
        QVERIFY(written.open(QIODevice::WriteOnly));
        QCOMPARE(written.write(file.value()), file.value().size());
    }
    QCOMPARE(memoryCapacity(root.path()).value_or(-1), expected.value_or(-1));
}

void TestMemoryCapacity::readsThisSystem()
{
    const std::optional<qint64> capacity = memoryCapacity();
    QVERIFY(capacity);
    QVERIFY(*capacity > MiB);
}

QTEST_GUILESS_MAIN(TestMemoryCapacity)
#include "tst_memorycapacity.moc"
