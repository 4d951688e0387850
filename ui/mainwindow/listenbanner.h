#pragma once

#include "core/base/listenfailure.h"

#include <QFrame>
#include <QSet>

class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace signalbox {

//! Reports why the server could not start. If an address is to blame, it offers another port in its place, or
//! 127.0.0.1 in place of an address that this machine does not have. Of several, the offer is for the first; the others
//! follow if they fail again. Also reports that the server runs without its admin port. Part of the window, not modal.
class ListenBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit ListenBanner(QWidget *parent = nullptr);

    //! Shows \a error. \a failures: the addresses that failed. \a taken: ADDR:PORT of the other listeners and of the
    //! admin port; their ports are not offered.
    void showFailure(const Error &error, const ListenFailures &failures, const QStringList &taken);

    //! Shows that the server has no admin port because of \a reason. No offer.
    void showAdminFailure(const QString &reason);

Q_SIGNALS:
    //! Emitted when the user wants to listen on \a listener instead of \a failed. Its port may be 0, any free
    //! port.
    void listenRequested(const QString &failed, const QString &listener);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildLayout();
    void retranslate();
    QString explanation() const;
    QString reasonOf(const ListenFailure &failure) const;
    quint16 suggestedPort() const;
    void request(quint16 port);
    void checkPort();
    void showOffer(bool on);

    Error m_error;
    QString m_adminFailure; //!< shown if not empty
    ListenFailures m_failures;
    QSet<quint16> m_takenPorts;
    QLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    QLabel *m_portLabel = nullptr;
    QSpinBox *m_port = nullptr;
    QPushButton *m_listen = nullptr;
    QPushButton *m_anyPort = nullptr;
    QToolButton *m_dismiss = nullptr;
};

//! Returns the port to suggest after \a port failed: 8080 after 80, 8081 after 8080, 1024 after 65535.
quint16 nextPort(quint16 port);

} // namespace signalbox
