#pragma once

#include "core/protocol/content.h"

#include <QByteArray>

#include <array>

namespace signalbox {

//! JSON text with one content in it, written in pieces of limited size: a message of control characters grows to six
//! times its size, and is not to be held as a whole for a peer that reads slowly.
class PiecewiseText final
{
public:
    //! \a head and \a tail are written as they are, before and behind \a content, whose bytes outlive this object.
    //! All are valid UTF-8, and a binary content is not.
    explicit PiecewiseText(QByteArray head, const PublishedContent &content = {}, QByteArray tail = {});
    Q_DISABLE_COPY_MOVE(PiecewiseText)

    //! Appends whole characters of the text to \a json, at most \a most bytes. Returns whether that was the end of
    //! the text.
    bool appendTo(QByteArray &json, qsizetype most);
    //! With so much room for it, something is appended.
    static constexpr qsizetype MinPiece = 8;

private:
    struct Part
    {
        QByteArrayView bytes; //!< that are not written yet
        PublishedContent::Form form = PublishedContent::Form::Json;
    };

    QByteArray m_head;
    QByteArray m_tail;
    std::array<Part, 3> m_parts;
    std::size_t m_part = 0; //!< the current one
};

} // namespace signalbox
