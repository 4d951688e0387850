#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

// Starts the program for the tests that treat it as a process.

using namespace Qt::StringLiterals;

constexpr int MaxWaitMs = 30000; // sanitizers on a busy machine are slow

class ProgramFixture
{
protected:
    struct Ended
    {
        int code = -1; //!< -1: killed by a signal
        QString out;
        QString error;
    };

    bool isUsable() const { return m_folder.isValid(); }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }
    QProcessEnvironment environment() const;
    Ended run(const QStringList &arguments, const QProcessEnvironment &environment);
    Ended run(const QStringList &arguments) { return run(arguments, environment()); }
    QString write(const QString &name, const QByteArray &content);
    // Starts the program and waits for its ready line. Returns the port, or 0 if there is none.
    quint16 start(QProcess &program, const QStringList &arguments);
    quint16 start(QProcess &program, const QStringList &arguments, const QProcessEnvironment &environment);
    static bool waitForError(QProcess &program, const QByteArray &text, QByteArray &seen);

private:
    QTemporaryDir m_folder;
};

// Without a display, and without the configuration of the user who runs the test.
inline QProcessEnvironment ProgramFixture::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("SIGNALBOX_"_L1))
            environment.remove(name);
    }
    for (const QString &name :
         {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s, u"QT_LOGGING_RULES"_s})
        environment.remove(name);
    environment.insert(u"SIGNALBOX_SERVER_ADMIN_LISTEN"_s, u"off"_s); // the default port may be in use
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
    environment.insert(u"XDG_STATE_HOME"_s, m_folder.filePath(u"state"_s));
    return environment;
}

inline ProgramFixture::Ended ProgramFixture::run(const QStringList &arguments,
                                                 const QProcessEnvironment &environment)
{
    QProcess program;
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(SIGNALBOX_BINARY), arguments);
    if (!program.waitForFinished(MaxWaitMs) || program.exitStatus() != QProcess::NormalExit) {
        program.kill();
        program.waitForFinished();
        return {-1, {}, program.errorString() + QString::fromUtf8(program.readAllStandardError())};
    }
    return {program.exitCode(), QString::fromUtf8(program.readAllStandardOutput()),
            QString::fromUtf8(program.readAllStandardError())};
}

inline QString ProgramFixture::write(const QString &name, const QByteArray &content)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

inline quint16 ProgramFixture::start(QProcess &program, const QStringList &arguments)
{
    return start(program, arguments, environment());
}

inline quint16 ProgramFixture::start(QProcess &program, const QStringList &arguments,
                                     const QProcessEnvironment &environment)
{
    program.setProcessEnvironment(environment);
    program.setReadChannel(QProcess::StandardOutput);
    program.start(QStringLiteral(SIGNALBOX_BINARY), arguments);
    QElapsedTimer timer;
    timer.start();
    while (!program.canReadLine() && program.state() != QProcess::NotRunning && timer.elapsed() < MaxWaitMs)
        program.waitForReadyRead(100);
    static const QRegularExpression ready(u"^signalbox: listening on ws://127\\.0\\.0\\.1:(\\d+)/\n$"_s);
    const QRegularExpressionMatch match = ready.match(QString::fromUtf8(program.readLine()));
    if (!match.hasMatch())
        qWarning("no ready line; stderr: %s", program.readAllStandardError().constData());
    return match.captured(1).toUShort();
}

// Waits until the program has written \a text to stderr; appends everything it writes there to \a seen.
inline bool ProgramFixture::waitForError(QProcess &program, const QByteArray &text, QByteArray &seen)
{
    return QTest::qWaitFor(
        [&] {
            seen += program.readAllStandardError();
            return seen.contains(text);
        },
        MaxWaitMs);
}
