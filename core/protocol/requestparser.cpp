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

//! A name in an error: what a client made up may be long.
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

//! A key that is there twice.
std::optional<QByteArrayView> duplicateKey(const std::vector<Field> &fields)
{
    // Nearly always few; with many, comparing all pairs would be an attack.
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

EnvelopeContent takeJsonContent(JsonFieldReader &fields)
{
    const std::optional<QByteArrayView> json = fields.required("content");
    return {json ? json->toByteArray() : QByteArray()};
}

EnvelopeContent takeContent(JsonFieldReader &fields)
{
    EnvelopeContent content = takeJsonContent(fields);
    const std::optional<QByteArrayView> encoding = fields.raw("encoding");
    if (!encoding || content.json.isEmpty())
        return content;
    if (fields.string("encoding", *encoding) != "base64")
        fields.complain("encoding", u"can only be \"base64\""_s);
    const std::optional<QByteArray> base64 = fields.string("content", content.json);
    if (base64 && !decodeBase64(*base64))
        fields.complain("content", u"is not the base64 that \"encoding\" promises"_s);
    content.encoding = ContentEncoding::Base64;
    return content;
}

std::optional<StreamPosition> takeSince(JsonFieldReader &fields, JsonReader &reader)
{
    const std::optional<QByteArrayView> value = fields.raw("since");
    if (!value)
        return std::nullopt;
    if (reader.read(*value)) { // it is JSON, so it can only be no object
        fields.complain("since", u"has to be an object of epoch and seq"_s);
        return std::nullopt;
    }
    if (const std::optional<QByteArrayView> key = duplicateKey(reader.fields()))
        fields.complain("since." + shortened(*key), u"is there twice"_s);
    JsonFieldReader inner(reader.fields(), "since.");
    StreamPosition since;
    since.epoch = exactText(inner.requiredText("epoch"));
    inner.required("seq");
    since.seq = inner.number("seq", 0, MaxSequence).value_or(0);
    if (inner.complaint())
        fields.complain(*inner.complaint());
    return since;
}

std::optional<int> takeLimit(JsonFieldReader &fields)
{
    const std::optional<quint64> limit = fields.number("limit", 0, MaxRequestLimit);
    return limit ? std::optional(int(*limit)) : std::nullopt;
}

std::optional<ConnectionId> takeAfter(JsonFieldReader &fields)
{
    const std::optional<QByteArrayView> value = fields.raw("after");
    if (!value)
        return std::nullopt;
    const QByteArray text = fields.string("after", *value).value_or(QByteArray());
    quint64 id = 0;
    const auto [end, fault] = std::from_chars(text.begin(), text.end(), id);
    if (fault != std::errc() || end != text.end() || id == 0)
        fields.complain("after", u"has to be the \"next\" of an earlier answer"_s);
    return ConnectionId(id);
}

Request::Body takeMessage(JsonFieldReader &fields, JsonReader &)
{
    return MessageRequest{fields.room(), takeContent(fields)};
}

Request::Body takeJoin(JsonFieldReader &fields, JsonReader &reader)
{
    return JoinRequest{fields.room(), takeSince(fields, reader)};
}

Request::Body takeLeave(JsonFieldReader &fields, JsonReader &)
{
    return LeaveRequest{fields.room()};
}

Request::Body takeDirect(JsonFieldReader &fields, JsonReader &)
{
    return DirectRequest{fields.user("to"), takeJsonContent(fields)};
}

Request::Body takePresence(JsonFieldReader &fields, JsonReader &)
{
    return PresenceRequest{fields.room(), takeLimit(fields), takeAfter(fields)};
}

Request::Body takeHistory(JsonFieldReader &fields, JsonReader &)
{
    return HistoryRequest{fields.room(), takeLimit(fields), fields.number("before", 1, MaxSequence)};
}

Request::Body takeAuth(JsonFieldReader &fields, JsonReader &)
{
    return AuthRequest{fields.requiredText("token")};
}

Request::Body takePing(JsonFieldReader &, JsonReader &)
{
    return PingRequest{};
}

struct RequestType
{
    QByteArrayView name;
    //! The reader is for objects within the fields.
    Request::Body (*take)(JsonFieldReader &, JsonReader &);
};

constexpr RequestType requestTypes[] = {
    {"message", takeMessage},   {"join", takeJoin},       {"leave", takeLeave}, {"direct", takeDirect},
    {"presence", takePresence}, {"history", takeHistory}, {"auth", takeAuth},   {"ping", takePing},
};

//! Empty if there is none, if it is there twice, or if it is neither a string nor a number.
QByteArray readableId(const std::vector<Field> &fields)
{
    const auto isId = [](const Field &field) { return field.key == "id"; };
    const auto id = std::ranges::find_if(fields, isId);
    if (id == fields.end() || std::any_of(std::next(id), fields.end(), isId))
        return {};
    return isJsonString(id->value) || isJsonNumber(id->value) ? id->value.toByteArray() : QByteArray();
}

//! The fields are sound JSON, each there once.
RequestParser::Parsed readRequest(const std::vector<Field> &envelope, const QByteArray &id, JsonReader &inner)
{
    JsonFieldReader fields(envelope);
    if (id.isEmpty() && fields.raw("id"))
        return badEnvelope(u"The field \"id\" has to be a string or a number"_s, "id");
    const std::optional<QByteArrayView> rawType = fields.required("type");
    const std::optional<QByteArray> name = rawType ? fields.string("type", *rawType) : std::nullopt;
    if (fields.complaint())
        return *fields.complaint();
    const auto type = std::ranges::find(requestTypes, QByteArrayView(*name), &RequestType::name);
    if (type == std::end(requestTypes))
        return EnvelopeError{EnvelopeErrorCode::UnknownType, u"There is no request of this type"_s, "type"};
    Request request{id, type->take(fields, inner)};
    if (fields.complaint())
        return *fields.complaint();
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

} // namespace signalbox
