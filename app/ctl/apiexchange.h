#pragma once

#include "app/ctl/apirequest.h"
#include "app/ctl/httpanswerreader.h"

#include <QSslSocket>
#include <QTimer>

namespace signalbox {

//! One request and its answer, over a connection of its own. It is never sent again: an act must not happen twice.
//! Redirections are not followed. Has deadlines, so a server that does not answer is a failure.
class ApiExchange final : public QObject
{
    Q_OBJECT
public:
    //! Begins at once; nothing is emitted before the event loop runs.
    ApiExchange(ApiAccess access, ApiRequest request, QObject *parent = nullptr);

    bool isFinished() const { return m_isFinished; }
    //! Valid once it is finished. The body of a stream that was answered with 2xx is empty.
    const ApiAnswer &answer() const { return m_answer; }

    //! Ends the exchange without finished().
    void abort();

    static constexpr qint64 MaxBody = 256 * 1024 * 1024;

Q_SIGNALS:
    //! A part of the body of a stream.
    void received(const QByteArray &bytes);
    //! Emitted once.
    void finished();

private:
    void connectToServer();
    void handleConnected();
    void handleReadyRead();
    void handleError();
    void takeBody();
    void finish(std::optional<Failure> failure);
    void fail(const QString &why);
    bool isOnThisMachine() const;
    QByteArray requestBytes() const;
    Milliseconds patience() const;

    ApiAccess m_access;
    ApiRequest m_request;
    ApiAnswer m_answer;
    HttpAnswerReader m_reader;
    QSslSocket m_socket;
    QTimer m_begin;    //!< connects in the next turn of the event loop
    QTimer m_deadline; //!< until something arrives
    QTimer m_end;      //!< of the whole answer
    bool m_isSent = false;
    bool m_isFinished = false;
};

} // namespace signalbox
