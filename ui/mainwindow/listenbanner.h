#pragma once

#include "core/base/result.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace signalbox {

//! Reports why the server could not listen, and offers another port. Part of the window, not modal.
class ListenBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit ListenBanner(QWidget *parent = nullptr);

    //! Shows \a error. \a listener is the ADDR:PORT that failed.
    void showFailure(const Error &error, const QString &listener);

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
    void request(quint16 port);

    Error m_error;
    QString m_listener;
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
