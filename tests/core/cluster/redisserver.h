#pragma once

#include "core/cluster/redisconnection.h"

#include <QLocalSocket>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace signalbox::test {

//! A redis-server of the test, on a socket in a folder of its own; it keeps nothing on disk.
class RedisServer final
{
public:
    //! \a options: further ones of the command line.
    explicit RedisServer(const QStringList &options = {})
        : m_options(options)
    {
    }
    ~RedisServer() { kill(); }
    Q_DISABLE_COPY_MOVE(RedisServer)

    QString path(const QString &name = QStringLiteral("redis.sock")) const { return m_folder.filePath(name); }
    RedisSettings settings() const
    {
        RedisSettings made;
        made.address.transport = RedisAddress::Transport::Unix;
        made.address.path = path();
        made.name = "test";
        return made;
    }

    //! Returns when it answers.
    bool start()
    {
        QStringList arguments{QStringLiteral("--unixsocket"), path(),
                              QStringLiteral("--save"),       QString(),
                              QStringLiteral("--dir"),        m_folder.path()};
        if (!m_options.contains(QStringLiteral("--port")))
            arguments += {QStringLiteral("--port"), QStringLiteral("0")};
        m_process.start(QStringLiteral("redis-server"), arguments + m_options);
        const auto listens = [this] {
            QLocalSocket socket;
            socket.connectToServer(path());
            return socket.waitForConnected(100);
        };
        return m_process.waitForStarted() && QTest::qWaitFor(listens, 10000);
    }
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
        QFile::remove(path());
    }
    //! Stops it from answering, without closing anything.
    void freeze() { ::kill(pid_t(m_process.processId()), SIGSTOP); }
    void thaw() { ::kill(pid_t(m_process.processId()), SIGCONT); }

private:
    QTemporaryDir m_folder;
    QStringList m_options;
    QProcess m_process;
};

} // namespace signalbox::test
