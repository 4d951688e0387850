#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <utility>
#include <vector>

namespace signalbox {

//! Reads one HTTP/1.1 answer (RFC 9112) from a stream, in pieces of any size. Pure: no socket, no clock.
class HttpAnswerReader final
{
public:
    //! Reads \a bytes. Returns false when they break the protocol; error() says how, and nothing more may be fed.
    bool feed(QByteArrayView bytes);
    //! The peer has closed the connection. Returns whether the answer is whole.
    bool finish();

    bool hasHead() const { return m_state > State::Head; }
    bool isComplete() const { return m_state == State::Complete; }
    int status() const { return m_status; }
    //! Returns the value of the first field of this name, in any case; empty: there is none.
    QByteArray field(QByteArrayView name) const;
    //! Returns the part of the body that was read since the last call.
    QByteArray takeBody() { return std::exchange(m_body, {}); }
    const QString &error() const { return m_error; }

    static constexpr qsizetype MaxHead = 64 * 1024;

private:
    enum class State : quint8 { Head, Body, ChunkSize, Chunk, ChunkEnd, Trailer, UntilClose, Complete };

    bool step();
    bool readHead();
    bool readStatusLine(QByteArrayView line);
    bool chooseFraming();
    bool readChunkSize();
    bool readLine(QByteArray &line);
    bool readContent(State next);
    bool fail(const QString &error);

    State m_state = State::Head;
    QByteArray m_input; //!< received, not read yet
    QByteArray m_body;
    std::vector<std::pair<QByteArray, QByteArray>> m_fields;
    int m_status = 0;
    qint64 m_left = 0; //!< of the body or chunk
    QString m_error;
};

} // namespace signalbox
