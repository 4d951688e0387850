#include "serverprobe.h"

#include <QDir>
#include <QFile>

namespace load {

using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

//! Returns the bytes of a line such as "VmRSS:   1234 kB".
qint64 kibibytesOf(const QByteArray &status, QByteArrayView name)
{
    const qsizetype at = status.indexOf(name);
    if (at < 0)
        return 0;
    const qsizetype begin = at + name.size();
    return status.mid(begin, status.indexOf(" kB", begin) - begin).trimmed().toLongLong() * 1024;
}

} // namespace

ServerSample ServerProbe::sample() const
{
    ServerSample sample;
    for (const pid_t pid : m_pids)
        addProcess(pid, sample);
    if (m_broker > 0) {
        ServerSample broker;
        addProcess(m_broker, broker);
        sample.brokerCpu = broker.cpu;
    }
    return sample;
}

void ServerProbe::addProcess(pid_t pid, ServerSample &sample)
{
    const QString folder = u"/proc/%1"_s.arg(pid);
    const QStringList tasks = QDir(folder + "/task"_L1).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &task : tasks) {
        const QString thread = folder + "/task/"_L1 + task;
        const qint64 cpu = contentOf(thread + "/schedstat"_L1).split(' ').value(0).toLongLong();
        sample.cpu += cpu;
        const QByteArray name = contentOf(thread + "/comm"_L1);
        if (name.startsWith("signalbox io"))
            sample.ioCpu += cpu;
        else if (name.startsWith("signalbox brkr"))
            sample.linkCpu += cpu;
    }
    const QByteArray status = contentOf(folder + "/status"_L1);
    sample.resident += kibibytesOf(status, "VmRSS:");
    sample.peak += kibibytesOf(status, "VmHWM:");
    sample.descriptors += int(QDir(folder + "/fd"_L1)
                                  .entryList(QDir::Files | QDir::System | QDir::Dirs | QDir::NoDotAndDotDot)
                                  .size());
    sample.threads += int(tasks.size());
}

} // namespace load
