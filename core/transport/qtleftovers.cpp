#include "core/transport/qtleftovers.h"

#include <QMetaMethod>
#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

namespace signalbox {

namespace {

//! What the socket would tell a QWebSocket, but never does, or what that would only pass on. Left are
//! readyRead and stateChanged.
void leaveUnheard(QTcpSocket &socket, QWebSocket &webSocket)
{
    QObject::disconnect(&socket, &QAbstractSocket::errorOccurred, &webSocket, nullptr);
    QObject::disconnect(&socket, &QAbstractSocket::proxyAuthenticationRequired, &webSocket, nullptr);
    QObject::disconnect(&socket, &QIODevice::readChannelFinished, &webSocket, nullptr);
    QObject::disconnect(&socket, &QIODevice::aboutToClose, &webSocket, nullptr);
    QObject::disconnect(&socket, &QIODevice::bytesWritten, &webSocket, nullptr);
    QObject::disconnect(&socket, &QObject::destroyed, &webSocket, nullptr); // the QWebSocket goes first
}

//! QWebSocket's parser tells of frames, which nobody asks for, and of control frames, which WebSocketEnd
//! keeps for itself. Left are whole messages, and errors, which there should be none of.
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
    // It waits for the rest of a frame, and frames are whole.
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
    webSocket.setProxy(QNetworkProxy()); // for connecting to somebody
}

} // namespace signalbox
