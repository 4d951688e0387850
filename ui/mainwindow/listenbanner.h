#pragma once

#include "core/base/result.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace signalbox {

//! The server could not listen: says why, and offers another port. In the window, not in its way.
class ListenBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit ListenBanner(QWidget *parent = nullptr);

    //! \a listener is the ADDR:PORT that failed.
    void showFailure(const Error &error, const QString &listener);

Q_SIGNALS:
    //! Listen on \a listener instead of the one that failed; its port may be 0, any free one.
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

//! A port worth trying after \a port failed: 80 becomes 8080, 8080 becomes 8081, 65535 becomes 1024.
quint16 nextPort(quint16 port);

} // namespace signalbox
