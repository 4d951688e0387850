#include "core/protocol/requestparser.h"

#include "core/base/closereason.h"
#include "core/protocol/jsonfieldreader.h"
#include "core/protocol/jsontext.h"

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Field = JsonReader::Field;

//! Truncates the key of a field for an error; clients may send long ones.
QByteArray shortened(QByteArrayView key)
{
    constexpr qsizetype MaxKey = 64;
    return cutUtf8(key.toByteArray(), MaxKey);
}

EnvelopeError faultError(const JsonReader::Fault &fault)
{
    const bool isJson = fault.kind != JsonReader::Fault::Kind::NotJson;
    return {isJson ? EnvelopeErrorCode::BadEnvelope : EnvelopeErrorCode::BadJson, fault.text,
            shortened(fault.key)};
}

//! Returns a key that occurs more than once.
std::optional<QByteArrayView> duplicateKey(const std::vector<Field> &fields)
{
    // Comparing all pairs of many keys would allow a denial of service.
    constexpr std::size_t Few = 16;
    const auto sameKey = [](const Field &a, const Field &b) { return a.key == b.key; };
    if (fields.size() <= Few) {
        for (auto at = fields.begin(); at != fields.end(); ++at) {
            const auto isSame = [&](const Field &other) { return sameKey(*at, other); };
            if (std::any_of(fields.begin(), at, isSame))
                return at->key;
        }
        return std::nullopt;
    }
    std::vector<Field> sorted = fields;
    std::ranges::sort(sorted, [](const Field &a, const Field &b) { return a.key < b.key; });
    const auto twice = std::ranges::adjacent_find(sorted, sameKey);
    return twice == sorted.end() ? std::nullopt : std::optional(twice->key);
}

EnvelopeContent readJsonContent(JsonFieldReader &fields)
{
    const std::optional<QByteArrayView> json = fields.required("content");
    return {json ? json->toByteArray() : QByteArray()};
}

EnvelopeContent readContent(JsonFieldReader &fields)
{
    EnvelopeContent content = readJsonContent(fields);
    const std::optional<QByteArrayView> encoding = fields.raw("encoding");
    if (!encoding || content.json.isEmpty())
        return content;
    if (fields.string("encoding", *encoding) != "base64")
        fields.fail("encoding", u"can only be \"base64\""_s);
    const std::optional<QByteArray> base64 = fields.string("content", content.json);
    if (base64 && !decodeBase64(*base64))
        fields.fail("content", u"is not the base64 that \"encoding\" promises"_s);
    content.encoding = ContentEncoding::Base64;
    return content;
}

std::optional<StreamPosition> readSince(JsonFieldReader &fields, JsonReader &reader)
{
    const std::optional<QByteArrayView> value = fields.raw("since");
    if (!value)
        return std::nullopt;
    if (reader.read(*value)) { // valid JSON, so it is not an object
        fields.fail("since", u"has to be an object of epoch and seq"_s);
        return std::nullopt;
    }
    if (const std::optional<QByteArrayView> key = duplicateKey(reader.fields()))
        fields.fail("since." + shortened(*key), u"is there twice"_s);
    JsonFieldReader inner(reader.fields(), "since.");
    StreamPosition since;
    since.epoch = exactText(inner.requiredText("epoch"));
    inner.required("seq");
    since.seq = inner.number("seq", 0, MaxSequence).value_or(0);
    if (inner.error())
        fields.fail(*inner.error());
    return since;
}

std::optional<int> readLimit(JsonFieldReader &fields)
{
    const std::optional<quint64> limit = fields.number("limit", 0, MaxRequestLimit);
    return limit ? std::optional(int(*limit)) : std::nullopt;
}

std::optional<ConnectionId> readAfter(JsonFieldReader &fields)
{
    const std::optional<QByteArrayView> value = fields.raw("after");
    if (!value)
        return std::nullopt;
    const QByteArray text = fields.string("after", *value).value_or(QByteArray());
    quint64 id = 0;
    const auto [end, fault] = std::from_chars(text.begin(), text.end(), id);
    if (fault != std::errc() || end != text.end() || id == 0)
        fields.fail("after", u"has to be the \"next\" of an earlier answer"_s);
    return ConnectionId(id);
}

Request::Body readMessage(JsonFieldReader &fields, JsonReader &)
{
    return MessageRequest{fields.room(), readContent(fields)};
}

Request::Body readJoin(JsonFieldReader &fields, JsonReader &reader)
{
    return JoinRequest{fields.room(), readSince(fields, reader)};
}

Request::Body readLeave(JsonFieldReader &fields, JsonReader &)
{
    return LeaveRequest{fields.room()};
}

Request::Body readDirect(JsonFieldReader &fields, JsonReader &)
{
    return DirectRequest{fields.user("to"), readJsonContent(fields)};
}

Request::Body readPresence(JsonFieldReader &fields, JsonReader &)
{
    return PresenceRequest{fields.room(), readLimit(fields), readAfter(fields)};
}

Request::Body readHistory(JsonFieldReader &fields, JsonReader &)
{
    return HistoryRequest{fields.room(), readLimit(fields), fields.number("before", 1, MaxSequence)};
}

Request::Body readAuth(JsonFieldReader &fields, JsonReader &)
{
    return TokenRequest{fields.requiredText("token")};
}

Request::Body readPing(JsonFieldReader &, JsonReader &)
{
    return PingRequest{};
}

struct RequestType
{
    QByteArrayView name;
    //! The reader is for nested objects.
    Request::Body (*read)(JsonFieldReader &, JsonReader &);
};

constexpr RequestType requestTypes[] = {
    {"message", readMessage},   {"join", readJoin},       {"leave", readLeave}, {"direct", readDirect},
    {"presence", readPresence}, {"history", readHistory}, {"auth", readAuth},   {"ping", readPing},
};

//! Returns the id as raw JSON; empty if it is absent, repeated, or neither a string nor a number.
QByteArray readableId(const std::vector<Field> &fields)
{
    const auto isId = [](const Field &field) { return field.key == "id"; };
    const auto id = std::ranges::find_if(fields, isId);
    if (id == fields.end() || std::any_of(std::next(id), fields.end(), isId))
        return {};
    return isJsonString(id->value) || isJsonNumber(id->value) ? id->value.toByteArray() : QByteArray();
}

//! \a envelope is valid JSON without repeated keys.
RequestParser::Parsed readRequest(const std::vector<Field> &envelope, const QByteArray &id, JsonReader &inner)
{
    JsonFieldReader fields(envelope);
    if (id.isEmpty() && fields.raw("id"))
        return badEnvelope(u"The field \"id\" has to be a string or a number"_s, "id");
    const std::optional<QByteArrayView> rawType = fields.required("type");
    const std::optional<QByteArray> name = rawType ? fields.string("type", *rawType) : std::nullopt;
    if (fields.error())
        return *fields.error();
    const auto type = std::ranges::find(requestTypes, QByteArrayView(*name), &RequestType::name);
    if (type == std::end(requestTypes))
        return EnvelopeError{.code = EnvelopeErrorCode::UnknownType,
                             .text = u"There is no request of this type"_s,
                             .field = "type",
                             .found = *name};
    Request request{id, type->read(fields, inner)};
    if (fields.error())
        return *fields.error();
    return request;
}

} // namespace

RequestParser::Parsed RequestParser::parse(QByteArrayView text)
{
    const std::optional<JsonReader::Fault> fault = m_envelope.read(text);
    const std::vector<Field> &fields = m_envelope.fields();
    const QByteArray id = readableId(fields);

    Parsed parsed = [&]() -> Parsed {
        if (fault)
            return faultError(*fault);
        if (const std::optional<QByteArrayView> key = duplicateKey(fields)) {
            const QByteArray name = shortened(*key);
            return badEnvelope(u"The field \"%1\" is there twice"_s.arg(QString::fromUtf8(name)), name);
        }
        return readRequest(fields, id, m_since);
    }();
    if (auto *error = std::get_if<EnvelopeError>(&parsed))
        error->id = id;
    return parsed;
}

QByteArray RequestParser::type(qsizetype most) const
{
    const auto type = std::ranges::find(m_envelope.fields(), QByteArrayView("type"), &Field::key);
    if (type == m_envelope.fields().end() || !isJsonString(type->value) ||
        !hasValidEscapes(insideQuotes(type->value)))
        return {};
    const auto known = std::ranges::find(requestTypes, insideQuotes(type->value), &RequestType::name);
    if (known != std::end(requestTypes))
        return QByteArray::fromRawData(known->name.data(), known->name.size());
    return cutUtf8(unescaped(insideQuotes(type->value)), most);
}

} // namespace signalbox
