#include "core/transport/qtleftovers.h"

#include <QMetaMethod>
#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

namespace signalbox {

namespace {

//! Disconnects the signals that the socket never emits or that QWebSocket only forwards. readyRead and
//! stateChanged stay connected.
void leaveUnheard(QTcpSocket &socket, QWebSocket &webSocket)
{
    QObject::disconnect(&socket, &QAbstractSocket::errorOccurred, &webSocket, nullptr);
    QObject::disconnect(&socket, &QAbstractSocket::proxyAuthenticationRequired, &webSocket, nullptr);
    QObject::disconnect(&socket, &QIODevice::readChannelFinished, &webSocket, nullptr);
    QObject::disconnect(&socket, &QIODevice::aboutToClose, &webSocket, nullptr);
    QObject::disconnect(&socket, &QIODevice::bytesWritten, &webSocket, nullptr);
    QObject::disconnect(&socket, &QObject::destroyed, &webSocket, nullptr); // the QWebSocket is deleted first
}

//! Disconnects the signals of QWebSocket's parser for frames, which are not used, and for control frames,
//! which WebSocketEnd handles. Those for whole messages and errors stay connected.
void leaveUnheard(QObject &parser, QWebSocket &webSocket)
{
    const QMetaObject &meta = *parser.metaObject();
    for (const char *unwanted : {"textFrameReceived(QString,bool)", "binaryFrameReceived(QByteArray,bool)",
                                 "pingReceived(QByteArray)", "pongReceived(QByteArray)",
                                 "closeReceived(QWebSocketProtocol::CloseCode,QString)"}) {
        const int signal = meta.indexOfSignal(unwanted);
        if (signal >= 0)
            QObject::disconnect(&parser, meta.method(signal), &webSocket, QMetaMethod());
    }
    // The timer for the rest of a frame; here frames are whole.
    if (const auto *timer = parser.findChild<QTimer *>(QString(), Qt::FindDirectChildrenOnly))
        QObject::disconnect(timer, &QTimer::timeout, &parser, nullptr);
}

} // namespace

void giveBackLeftovers(QWebSocket &webSocket, QTcpSocket &socket)
{
    leaveUnheard(socket, webSocket);
    for (QObject *child : webSocket.children()) {
        if (child->inherits("QWebSocketDataProcessor"))
            leaveUnheard(*child, webSocket);
    }
    webSocket.setProxy(QNetworkProxy()); // used by clients only
}

} // namespace signalbox
