#pragma once

#include <QByteArray>

#include <vector>

namespace signalbox {

//! Checks the headers of RESP2 replies before a parser reserves memory for what they announce. Pure: keeps only what a header that is
//! split between chunks needs.
class ReplyScanner final
{
public:
    static constexpr qint64 MaxElements = 1'000'000; //!< of all arrays of a reply together
    static constexpr qint64 MaxContent =
        512LL * 1024 * 1024; //!< bytes of a reply, without its headers: a string of Redis has as many
    static constexpr std::size_t MaxDepth = 8;      //!< of arrays in each other
    static constexpr qsizetype MaxLine = 64 * 1024; //!< bytes of a status or an error

    //! Returns why the stream is refused, in static storage; null: so far it is well-formed. Nothing is read after an error.
    const char *scan(QByteArrayView bytes);

private:
    const char *lineEnded();
    const char *stringBegins(qint64 size);
    const char *arrayBegins(qint64 count);
    const char *addContent(qint64 size);
    void elementEnded();

    QByteArray m_line;             //!< of the header that is being read
    qint64 m_skip = 0;             //!< bytes of a string that are left
    bool m_isStringEnding = false; //!< CRLF has to follow
    std::vector<qint64> m_rests;   //!< elements that are left of the arrays that are open
    qint64 m_elements = 0;         //!< that this reply has announced
    qint64 m_content = 0;          //!< bytes that it has announced
};

} // namespace signalbox
