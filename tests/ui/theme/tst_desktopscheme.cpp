// The portal is an object at the other end of a connection between two peers: no session bus is needed.

#include "ui/theme/desktopscheme.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusServer>
#include <QDBusVariant>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

//! Answers as xdg-desktop-portal does.
class Portal final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    std::optional<uint> scheme;
    int reads = 0;

public Q_SLOTS:
    QDBusVariant Read(const QString &group, const QString &key, const QDBusMessage &message)
    {
        ++reads;
        if (scheme && group == u"org.freedesktop.appearance" && key == u"color-scheme")
            return QDBusVariant(QVariant::fromValue(QDBusVariant(*scheme)));
        message.setDelayedReply(true);
        QDBusConnection(u"portal"_s)
            .send(message.createErrorReply(u"org.freedesktop.portal.Error.NotFound"_s, {}));
        return {};
    }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

class tst_DesktopScheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void asksThePortal_data();
    void asksThePortal();
    void followsTheDesktop();
    void aDesktopWithoutPortalSaysNothing();

private:
    std::unique_ptr<QDBusServer> m_server;
    Portal m_portal;
};

void tst_DesktopScheme::init()
{
    m_portal.scheme.reset();
    m_portal.reads = 0;
    m_server = std::make_unique<QDBusServer>(u"unix:tmpdir=/tmp"_s);
    connect(m_server.get(), &QDBusServer::newConnection, this, [this](const QDBusConnection &peer) {
        QDBusConnection connection(peer);
        connection.registerObject(u"/org/freedesktop/portal/desktop"_s, &m_portal,
                                  QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
    });
    QVERIFY(m_server->isConnected());
    QVERIFY(QDBusConnection::connectToPeer(m_server->address(), u"window"_s).isConnected());
}

void tst_DesktopScheme::cleanup()
{
    QDBusConnection::disconnectFromPeer(u"window"_s);
    m_server.reset();
}

void tst_DesktopScheme::asksThePortal_data()
{
    QTest::addColumn<uint>("answer");
    QTest::addColumn<DesktopScheme::Preference>("expected");
    QTest::newRow("no preference") << 0U << DesktopScheme::Preference::None;
    QTest::newRow("dark") << 1U << DesktopScheme::Preference::Dark;
    QTest::newRow("light") << 2U << DesktopScheme::Preference::Light;
    QTest::newRow("of a later version") << 3U << DesktopScheme::Preference::None;
}

void tst_DesktopScheme::asksThePortal()
{
    QFETCH(uint, answer);
    QFETCH(DesktopScheme::Preference, expected);
    m_portal.scheme = answer;
    DesktopScheme scheme(QDBusConnection(u"window"_s), QString());
    QCOMPARE(scheme.preference(), DesktopScheme::Preference::None); // it does not wait
    QTRY_COMPARE(m_portal.reads, 1);
    QTRY_COMPARE(scheme.preference(), expected);
}

void tst_DesktopScheme::followsTheDesktop()
{
    m_portal.scheme = 1;
    auto *scheme = new DesktopScheme(QDBusConnection(u"window"_s), QString());
    ThemeController theme(scheme);
    QTRY_VERIFY(isDark(QApplication::palette()));
    Q_EMIT m_portal.SettingChanged(u"org.freedesktop.appearance"_s, u"accent-color"_s, QDBusVariant(2U));
    Q_EMIT m_portal.SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(2U));
    QTRY_VERIFY(!isDark(QApplication::palette()));
    theme.setChoice(ThemeChoice::Dark); // what the user chooses wins
    const QSignalSpy changed(scheme, &DesktopScheme::changed);
    Q_EMIT m_portal.SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(1U));
    Q_EMIT m_portal.SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(2U));
    QTRY_COMPARE(changed.size(), 2);
    QVERIFY(isDark(QApplication::palette()));
}

void tst_DesktopScheme::aDesktopWithoutPortalSaysNothing()
{
    DesktopScheme scheme(QDBusConnection(u"window"_s), QString());
    const QSignalSpy changed(&scheme, &DesktopScheme::changed);
    QTRY_COMPARE(m_portal.reads, 1);
    // A connection keeps the order of answers.
    const QDBusPendingCallWatcher later(QDBusConnection(u"window"_s)
                                            .asyncCall(QDBusMessage::createMethodCall(
                                                QString(), u"/nowhere"_s, u"org.example"_s, u"Nothing"_s)));
    QTRY_VERIFY(later.isFinished());
    QCOMPARE(changed.size(), 0);
    QCOMPARE(scheme.preference(), DesktopScheme::Preference::None);
}

QTEST_MAIN(tst_DesktopScheme)
#include "tst_desktopscheme.moc"
