#include "core/cluster/publicationcodec.h"

#include "core/base/ascii.h"
#include "core/protocol/jsontext.h"
#include "core/wire/utf8validator.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace signalbox {

namespace {

constexpr quint8 Version = 1;
constexpr qsizetype HeadSize = 12; // up to the user
constexpr qsizetype MaxUser = std::numeric_limits<quint16>::max();
constexpr qsizetype MaxEpoch = 64;
constexpr qsizetype RunDigits = 16;

//! How the content of a payload was published.
enum class Form : quint8 { Text = 0, Binary = 1, Json = 2, Base64 = 3 };

Form formOf(const Publication &publication)
{
    if (publication.plain.isNull())
        return publication.content.encoding == ContentEncoding::Base64 ? Form::Base64 : Form::Json;
    return publication.plain.opcode() == Opcode::Text ? Form::Text : Form::Binary;
}

//! All of \a text as a number that has one spelling.
std::optional<quint64> numberFrom(QByteArrayView text, int base)
{
    quint64 value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value, base);
    if (error != std::errc() || end != text.end())
        return std::nullopt;
    return value;
}

std::optional<quint64> decimalFrom(QByteArrayView text)
{
    if (text.isEmpty() || !isAsciiDigit(text.front()) || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    return numberFrom(text, 10);
}

//! Cuts the word in front of the next blank off \a text.
QByteArrayView takeWord(QByteArrayView &text)
{
    const qsizetype end = std::ranges::find(text, ' ') - text.begin();
    const QByteArrayView word = text.first(end);
    text = text.sliced(std::min(end + 1, text.size()));
    return word;
}

} // namespace

QByteArray PublicationId::toText() const
{
    return QByteArray::number(run, 16).rightJustified(RunDigits, '0') + '-' + QByteArray::number(counter);
}

std::optional<PublicationId> PublicationId::fromText(QByteArrayView text)
{
    if (text.size() < RunDigits + 2 || text[RunDigits] != '-')
        return std::nullopt;
    const QByteArrayView digits = text.first(RunDigits);
    const bool isLower = std::ranges::all_of(
        digits, [](char byte) { return isAsciiDigit(byte) || (byte >= 'a' && byte <= 'f'); });
    const std::optional<quint64> run = isLower ? numberFrom(digits, 16) : std::nullopt;
    const std::optional<quint64> counter = decimalFrom(text.sliced(RunDigits + 1));
    if (!run || !counter)
        return std::nullopt;
    return PublicationId{*run, *counter};
}

QByteArray payloadOf(const Publication &publication, ConnectionId client, const QString &user)
{
    QByteArray name = user.toUtf8();
    if (name.size() > MaxUser) // names of users and tokens are shorter
        name.clear();
    const QByteArrayView content =
        publication.plain.isNull() ? QByteArrayView(publication.content.json) : publication.plain.payload();
    std::array<char, HeadSize> head{char(Version), char(formOf(publication))};
    qToBigEndian(client.value(), head.data() + 2);
    qToBigEndian(quint16(name.size()), head.data() + 10);
    QByteArray payload;
    payload.reserve(HeadSize + name.size() + content.size());
    return payload.append(head.data(), HeadSize).append(name).append(content);
}

bool isEpoch(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= MaxEpoch && std::ranges::all_of(text, [](char byte) {
        return isAsciiDigit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    });
}

std::optional<quint64> sequenceFrom(QByteArrayView text)
{
    const std::optional<quint64> seq = decimalFrom(text);
    return seq && *seq <= MaxSequence ? seq : std::nullopt;
}

// ---- what comes from Redis

std::optional<ReceivedPublication> PublicationDecoder::entry(quint64 seq, QByteArrayView time,
                                                             QByteArrayView id, QByteArrayView payload)
{
    const std::optional<quint64> milliseconds = sequenceFrom(time);
    const std::optional<PublicationId> origin = PublicationId::fromText(id);
    if (seq == 0 || !milliseconds || !origin || payload.size() < HeadSize || quint8(payload[0]) != Version)
        return std::nullopt;
    const auto client = qFromBigEndian<quint64>(payload.data() + 2);
    const qsizetype userSize = qFromBigEndian<quint16>(payload.data() + 10);
    if (payload.size() < HeadSize + userSize)
        return std::nullopt;
    const QByteArrayView user = payload.sliced(HeadSize, userSize);
    std::optional<Publication> content = publication(quint8(payload[1]), payload.sliced(HeadSize + userSize));
    if (!content || !isValidUtf8(user))
        return std::nullopt;
    return ReceivedPublication{RoomMessage(std::move(*content), ConnectionId(client), QString::fromUtf8(user),
                                           seq, WallTime(Milliseconds(qint64(*milliseconds)))),
                               *origin, payload.size()};
}

std::optional<Publication> PublicationDecoder::publication(quint8 form, QByteArrayView content)
{
    switch (Form(form)) {
    case Form::Text:
        if (!isValidUtf8(content))
            return std::nullopt;
        return Publication{PreparedMessage(Opcode::Text, content), {}};
    case Form::Binary:
        return Publication{PreparedMessage(Opcode::Binary, content), {}};
    case Form::Json:
        if (!isJsonValue(content))
            return std::nullopt;
        return Publication{{}, {content.toByteArray(), ContentEncoding::Json}};
    case Form::Base64: {
        QByteArray json = content.toByteArray();
        if (!isJsonValue(content) || !isJsonString(json) || !decodeBase64(unescaped(insideQuotes(json))))
            return std::nullopt;
        return Publication{{}, {std::move(json), ContentEncoding::Base64}};
    }
    }
    return std::nullopt;
}

//! Whether \a json is one value without white space around it, no deeper than an envelope may have it.
bool PublicationDecoder::isJsonValue(QByteArrayView json)
{
    QByteArray object;
    object.reserve(json.size() + 6);
    object.append(R"({"":)").append(json).append('}');
    if (m_json.read(object))
        return false;
    const std::vector<JsonReader::Field> &fields = m_json.fields();
    return fields.size() == 1 && fields.front().value.size() == json.size();
}

std::optional<RoomNews> PublicationDecoder::news(QByteArrayView message)
{
    QByteArrayView rest = message;
    const QByteArrayView kind = takeWord(rest);
    if (kind == "n") {
        if (!isEpoch(rest))
            return std::nullopt;
        return RoomNews{QString::fromLatin1(rest), RoomNews::Renumbered()};
    }
    const std::optional<quint64> seq = sequenceFrom(takeWord(rest));
    if (!seq)
        return std::nullopt;
    if (kind == "c") {
        if (!isEpoch(rest))
            return std::nullopt;
        return RoomNews{QString::fromLatin1(rest), RoomNews::Cleared{*seq}};
    }
    if (kind != "p")
        return std::nullopt;
    const QByteArrayView time = takeWord(rest);
    const QByteArrayView id = takeWord(rest);
    const qsizetype line = std::ranges::find(rest, '\n') - rest.begin();
    const QByteArrayView epoch = rest.first(line);
    if (line == rest.size() || !isEpoch(epoch))
        return std::nullopt;
    std::optional<ReceivedPublication> publication = entry(*seq, time, id, rest.sliced(line + 1));
    if (!publication)
        return std::nullopt;
    return RoomNews{QString::fromLatin1(epoch), std::move(*publication)};
}

} // namespace signalbox
