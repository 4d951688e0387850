#pragma once

#include "core/wire/httphead.h"

#include <optional>

namespace signalbox {

//! Walks over a request head byte by byte and refuses what RFC 9112 wants a server to refuse and http-parser
//! lets pass: bare CR and bare LF, folded lines, white space in or behind a field name, control characters,
//! other versions than 1.x. Stores nothing but positions, so bytes may come in any pieces.
class HeadScanner
{
public:
    explicit HeadScanner(HttpHeadLimits limits);

    //! Looks at \a bytes up to the end of the head. Returns how many it took, or why the head is refused.
    std::variant<qsizetype, HttpHeadError> scan(QByteArrayView bytes);
    bool isComplete() const { return m_state == State::Complete; }

    qsizetype methodOffset() const
    {
        return m_methodOffset;
    } //!< behind the one empty line that may come first
    qsizetype methodSize() const { return m_targetOffset - 1 - m_methodOffset; }
    qsizetype targetOffset() const { return m_targetOffset; }
    qsizetype targetSize() const { return m_targetSize; }
    int versionMinor() const { return m_version[7] - '0'; }

private:
    enum class State : quint8 {
        Begin,
        BeginLf,
        Method,
        Target,
        Version,
        RequestLineLf,
        FieldBegin,
        FieldName,
        FieldValue,
        FieldLf,
        EndLf,
        Complete,
    };

    std::optional<HttpHeadError> step(quint8 byte);
    std::optional<HttpHeadError> stepMethod(quint8 byte);
    std::optional<HttpHeadError> stepTarget(quint8 byte);
    std::optional<HttpHeadError> stepVersion(quint8 byte);
    std::optional<HttpHeadError> stepFieldBegin(quint8 byte);
    std::optional<HttpHeadError> expectLf(quint8 byte, State next);

    HttpHeadLimits m_limits;
    State m_state = State::Begin;
    qsizetype m_position = 0;
    qsizetype m_methodOffset = 0;
    qsizetype m_targetOffset = 0;
    qsizetype m_targetSize = 0;
    int m_headers = 0;
    quint8 m_versionSize = 0;
    char m_version[8] = {}; //!< HTTP/1.1
};

} // namespace signalbox
