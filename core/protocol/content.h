#pragma once

// `content` of an envelope, and what it is for members without one (README, "The envelope": "both may share a
// room").
//
//   plain text    ->  a JSON string, exact: every byte comes back, NUL and U+FEFF too
//   plain binary  ->  its base64 as a JSON string, with "encoding":"base64"
//   JSON string   ->  its text, unescaped, as a text message
//   other JSON    ->  as it was sent, as a text message
//   base64        ->  decoded, as a binary message

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace signalbox {

//! What the string in `content` stands for.
enum class ContentEncoding : quint8 {
    Json,   //!< content is what it says; no `encoding` on the wire
    Base64, //!< content is a JSON string of base64 (RFC 4648 section 4): `"encoding":"base64"`
};

//! One message as the envelope carries it.
struct EnvelopeContent
{
    QByteArray json; //!< one JSON value, never empty, no space around it
    ContentEncoding encoding = ContentEncoding::Json;
};

//! One message as members without an envelope get it.
struct PlainContent
{
    QByteArray payload; //!< valid UTF-8 unless isBinary
    bool isBinary = false;
};

//! \a utf8 has to be valid UTF-8, as every text message is that came through the wire.
EnvelopeContent contentOfText(QByteArrayView utf8);
EnvelopeContent contentOfBinary(QByteArrayView bytes);

//! \a content as RequestParser or one of the two above made it: it is not checked again.
PlainContent plainContent(const EnvelopeContent &content);

//! RFC 4648 section 4 to the letter: the padding has to be there, unused bits are 0, nothing else is between.
std::optional<QByteArray> decodeBase64(const QByteArray &base64);

} // namespace signalbox
