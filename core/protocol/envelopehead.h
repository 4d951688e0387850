#pragma once

#include <QByteArrayView>
#include <QString>

namespace signalbox {

//! Fields at the beginning of a message of the server, for logs.
struct EnvelopeHead
{
    QByteArrayView type; //!< refers to the message
    QByteArrayView code; //!< of an error; refers to the message
    QString room;
};

//! Reads the fields of \a json, which envelopewriter.h has written, up to the first that is long: an object, an array
//! or `content`. What is not found is empty. \a json may be only the beginning of the message.
EnvelopeHead readEnvelopeHead(QByteArrayView json);

} // namespace signalbox
