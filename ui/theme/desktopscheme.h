#pragma once

#include <QDBusConnection>
#include <QObject>

class QDBusMessage;

namespace signalbox {

//! Whether the desktop wants dark windows: the setting `color-scheme` of xdg-desktop-portal, which GNOME, KDE and others
//! answer. Qt reads it only from version 6.5 on. Main thread.
class DesktopScheme final : public QObject
{
    Q_OBJECT
public:
    //! The values of the portal.
    enum class Preference : quint8 { None = 0, Dark = 1, Light = 2 };

    //! Asks \a service on \a bus; changed() follows if the answer is not None. An empty \a service: the peer at the other
    //! end of \a bus.
    DesktopScheme(const QDBusConnection &bus, const QString &service, QObject *parent = nullptr);
    //! Asks the portal of the session, and waits a moment for it: a window must not be shown light first on a dark desktop.
    //! Null if there is no session bus; connecting would start one.
    static DesktopScheme *ofSession(QObject *parent);

    //! None until the portal has answered.
    Preference preference() const { return m_preference; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    //! \a change: name of the group, of the setting, and its value.
    void handleSetting(const QDBusMessage &change);

private:
    QDBusMessage question() const;
    void ask();
    void await();
    void set(const QVariant &value);

    QDBusConnection m_bus;
    QString m_service;
    Preference m_preference = Preference::None;
};

} // namespace signalbox
