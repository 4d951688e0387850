#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <optional>

namespace signalbox::test {

//! How a client was told that it is over.
struct Farewell
{
    int code = 0;
    QString reason;

    friend bool operator==(const Farewell &, const Farewell &) = default;
};

//! A `ws` client in a node process of its own (support/talker.mjs). It is killed with this object.
class Talker
{
public:
    explicit Talker(const QString &url)
    {
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] {
            while (m_process.canReadLine())
                take(QJsonDocument::fromJson(m_process.readLine()).object());
        });
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(SIGNALBOX_NODE), {QStringLiteral(SIGNALBOX_TALKER), url});
    }
    ~Talker() { vanish(); }
    Q_DISABLE_COPY_MOVE(Talker)

    bool isOpen() const { return m_isOpen; }
    const QStringList &heard() const { return m_heard; }
    //! None while it is connected.
    const std::optional<Farewell> &farewell() const { return m_farewell; }
    //! Messages it had sent when it ended.
    qint64 sent() const { return m_sent; }

    void say(const QString &text) { command(QStringLiteral("say"), text); }
    //! From now on \a text again and again, as fast as it goes.
    void flood(const QString &text) { command(QStringLiteral("flood"), text); }
    //! SIGKILL: the process has no chance to say goodbye.
    void vanish()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    void command(const QString &name, const QString &text)
    {
        m_process.write(QJsonDocument(QJsonObject{{name, text}}).toJson(QJsonDocument::Compact) + '\n');
    }

    void take(const QJsonObject &event)
    {
        const QString what = event[QStringLiteral("event")].toString();
        if (what == QStringLiteral("open")) {
            m_isOpen = true;
        } else if (what == QStringLiteral("message")) {
            m_heard += event[QStringLiteral("text")].toString();
        } else if (what == QStringLiteral("close")) {
            m_isOpen = false;
            m_sent = event[QStringLiteral("sent")].toInteger();
            m_farewell =
                Farewell{event[QStringLiteral("code")].toInt(), event[QStringLiteral("reason")].toString()};
        }
    }

    QProcess m_process;
    bool m_isOpen = false;
    QStringList m_heard;
    qint64 m_sent = 0;
    std::optional<Farewell> m_farewell;
};

} // namespace signalbox::test
