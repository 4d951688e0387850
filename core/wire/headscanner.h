#pragma once

#include "core/wire/httphead.h"

#include <optional>

namespace signalbox {

//! Reads the syntax of a request head (RFC 9112 sections 2 to 5) in one pass, in segments of any size. Each
//! byte is checked against the limits before it is stored. What the fields mean is left to HttpHeadReader.
class HeadScanner
{
public:
    explicit HeadScanner(HttpHeadLimits limits);

    //! Reads \a bytes up to the end of the head. Returns how many belong to the head, or why the head is
    //! rejected; then the scanner must not be used again.
    std::variant<qsizetype, HttpHeadError> scan(QByteArrayView bytes);
    bool isComplete() const { return m_state == State::Complete; }
    //! Returns the memory of what was read, roughly.
    qint64 heldBytes() const;

    //! Returns the head once isComplete(); hasBody is not set.
    HttpHead takeHead() { return std::move(m_head); }

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

    qsizetype takeRun(QByteArrayView bytes);
    std::optional<HttpHeadError> step(char byte);
    std::optional<HttpHeadError> stepBegin(char byte);
    std::optional<HttpHeadError> stepMethod(char byte);
    std::optional<HttpHeadError> stepTarget(char byte);
    std::optional<HttpHeadError> stepVersion(char byte);
    std::optional<HttpHeadError> stepFieldBegin(char byte);
    std::optional<HttpHeadError> stepFieldName(char byte);
    std::optional<HttpHeadError> stepFieldValue(char byte);
    std::optional<HttpHeadError> expectLf(char byte, State next);

    HttpHeadLimits m_limits;
    State m_state = State::Begin;
    bool m_skippedEmptyLine = false;
    quint8 m_versionSize = 0; //!< bytes of HTTP/1.1 already read
    qint64 m_size = 0;        //!< bytes of the head in earlier segments
    HttpHead m_head;
};

} // namespace signalbox
