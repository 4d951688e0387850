#include "ui/theme/desktopscheme.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusReply>
#include <QDBusVariant>
#include <QFile>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
const auto Path = u"/org/freedesktop/portal/desktop"_s;
const auto Interface = u"org.freedesktop.portal.Settings"_s;
const auto Group = u"org.freedesktop.appearance"_s;
const auto Key = u"color-scheme"_s;

//! The portal wraps the value of Read() in one variant more than that of the signal.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

DesktopScheme::DesktopScheme(const QDBusConnection &bus, const QString &service, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_service(service)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(service, Path, Interface, u"SettingChanged"_s, this, SLOT(handleSetting(QDBusMessage)));
    ask();
}

DesktopScheme *DesktopScheme::ofSession(QObject *parent)
{
    const bool hasBus = qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
                        QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
    if (!hasBus)
        return nullptr;
    auto *scheme =
        new DesktopScheme(QDBusConnection::sessionBus(), u"org.freedesktop.portal.Desktop"_s, parent);
    scheme->await();
    return scheme;
}

QDBusMessage DesktopScheme::question() const
{
    QDBusMessage read = QDBusMessage::createMethodCall(m_service, Path, Interface, u"Read"_s);
    read << Group << Key;
    return read;
}

void DesktopScheme::ask()
{
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question()), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid()) // otherwise there is no portal, or it does not know the setting
            set(reply.value().variant());
    });
}

//! A portal that is not yet started may take longer; ask() has its answer then.
void DesktopScheme::await()
{
    constexpr int MostMilliseconds = 150;
    const QDBusReply<QDBusVariant> reply = m_bus.call(question(), QDBus::Block, MostMilliseconds);
    if (reply.isValid())
        set(reply.value().variant());
}

void DesktopScheme::handleSetting(const QDBusMessage &change)
{
    const QVariantList values = change.arguments();
    if (values.size() == 3 && values[0].toString() == Group && values[1].toString() == Key)
        set(values[2]);
}

void DesktopScheme::set(const QVariant &value)
{
    const uint number = unwrapped(value).toUInt();
    // The portal demands that unknown values are taken as no preference.
    const Preference preference = number <= uint(Preference::Light) ? Preference(number) : Preference::None;
    if (preference == m_preference)
        return;
    m_preference = preference;
    Q_EMIT changed();
}

} // namespace signalbox
