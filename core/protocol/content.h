#pragma once

// Conversion between `content` of an envelope and the messages of clients without the envelope (README, "The
// envelope": "both may share a room").
//
//   plain text    ->  a JSON string without loss, including NUL and U+FEFF
//   plain binary  ->  its base64 as a JSON string, with "encoding":"base64"
//   JSON string   ->  its text, unescaped, as a text message
//   other JSON    ->  unchanged, as a text message
//   base64        ->  decoded, as a binary message

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace signalbox {

//! How `content` is encoded.
enum class ContentEncoding : quint8 {
    Json,   //!< a JSON value; the envelope has no `encoding`
    Base64, //!< content is a JSON string of base64 (RFC 4648 section 4): `"encoding":"base64"`
};

//! A message in the form of the envelope.
struct EnvelopeContent
{
    QByteArray json; //!< one JSON value, never empty, without white space around it
    ContentEncoding encoding = ContentEncoding::Json;
};

//! A message in the form for clients without the envelope.
struct PlainContent
{
    QByteArray payload; //!< valid UTF-8 unless isBinary
    bool isBinary = false;
};

//! A content in the form in which it was published, and how an envelope carries it. Refers to its bytes.
struct PublishedContent
{
    enum class Form : quint8 {
        Json,   //!< a JSON value, as it is
        Text,   //!< plain text, UTF-8: becomes a JSON string
        Binary, //!< becomes a JSON string of base64
    };

    QByteArrayView bytes;
    Form form = Form::Json;
    ContentEncoding encoding = ContentEncoding::Json; //!< in the envelope
};

//! Appends \a content as a JSON value.
void appendJson(QByteArray &json, const PublishedContent &content);
//! Returns \a bytes in base64, which needs no escape in JSON.
QByteArray base64Of(QByteArrayView bytes);

//! \a utf8 must be valid UTF-8, as received text messages are.
EnvelopeContent contentOfText(QByteArrayView utf8);
EnvelopeContent contentOfBinary(QByteArrayView bytes);

//! \a content must come from RequestParser or one of the functions above; it is not checked again.
PlainContent plainContent(const EnvelopeContent &content);

//! Decodes strict base64 (RFC 4648 section 4): with padding, unused bits 0, no other characters.
std::optional<QByteArray> decodeBase64(const QByteArray &base64);

} // namespace signalbox
