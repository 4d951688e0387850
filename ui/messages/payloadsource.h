#pragma once

#include "ui/messages/jsontext.h"

#include <QString>

#include <memory>

namespace signalbox {

//! The text of a payload in visible characters, made piece by piece: the whole of a megabyte would delay the window.
class PayloadSource
{
public:
    enum class Layout : quint8 { AsSent, IndentedJson };

    static constexpr qsizetype MaxPiece = 16 * 1024; //!< UTF-16 units of the payload

    //! \a end: a note of our own behind the text.
    PayloadSource(QString text, Layout layout, QString end = {});

    //! Returns the next piece; empty at the end.
    QString next();

private:
    QString nextPart();

    QString m_text; //!< AsSent: the payload
    qsizetype m_at = 0;
    std::unique_ptr<JsonIndenter> m_indenter; //!< null: AsSent
    QString m_end;
};

} // namespace signalbox
