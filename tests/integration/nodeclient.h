#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <optional>

namespace signalbox::test {

//! Close code and reason as a client received them.
struct CloseInfo
{
    int code = 0;
    QString reason;

    friend bool operator==(const CloseInfo &, const CloseInfo &) = default;
};

//! A `ws` client in a node process of its own (support/nodeclient.mjs). The destructor kills the process.
class NodeClient
{
public:
    explicit NodeClient(const QString &url)
    {
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] {
            while (m_process.canReadLine())
                take(QJsonDocument::fromJson(m_process.readLine()).object());
        });
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(SIGNALBOX_NODE), {QStringLiteral(SIGNALBOX_NODE_CLIENT), url});
    }
    ~NodeClient() { kill(); }
    Q_DISABLE_COPY_MOVE(NodeClient)

    bool isOpen() const { return m_isOpen; }
    const QStringList &received() const { return m_received; }
    //! Empty while the client is connected.
    const std::optional<CloseInfo> &closeInfo() const { return m_closeInfo; }
    //! Returns how many messages the client had sent when it was closed.
    qint64 sent() const { return m_sent; }

    void send(const QString &text) { command(QStringLiteral("send"), text); }
    //! Sends \a text repeatedly, as fast as possible, until the connection is closed.
    void flood(const QString &text) { command(QStringLiteral("flood"), text); }
    //! Sends SIGKILL: the process cannot send a Close frame.
    void kill()
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
            m_received += event[QStringLiteral("text")].toString();
        } else if (what == QStringLiteral("close")) {
            m_isOpen = false;
            m_sent = event[QStringLiteral("sent")].toInteger();
            m_closeInfo =
                CloseInfo{event[QStringLiteral("code")].toInt(), event[QStringLiteral("reason")].toString()};
        }
    }

    QProcess m_process;
    bool m_isOpen = false;
    QStringList m_received;
    qint64 m_sent = 0;
    std::optional<CloseInfo> m_closeInfo;
};

} // namespace signalbox::test
