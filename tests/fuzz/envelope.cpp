// RequestParser accepts exactly the JSON of RFC 8259, keeps content byte for byte, and gives a code and a
// text for every rejection. Messages written from its results are JSON, and plain messages survive the
// conversion to content. What logs show of a request has no token of `auth`, and every written message has its type.

#include "fuzz.h"
#include "jsonreference.h"

#include "core/base/names.h"
#include "core/protocol/envelopehead.h"
#include "core/protocol/envelopewriter.h"
#include "core/protocol/maskedtokens.h"
#include "core/protocol/requestparser.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

const WallTime someTime{Milliseconds(1769860800123)};

//! Returns the raw value of a field of a written message, which must be one JSON object.
QByteArray writtenField(const QByteArray &json, QByteArrayView name)
{
    require(JsonReference(json).isJson(), "a written message is JSON");
    static JsonReader reader;
    require(!reader.read(json), "a written message can be read");
    for (const JsonReader::Field &field : reader.fields()) {
        if (field.key == name)
            return field.value.toByteArray();
    }
    return {};
}

void checkContent(const EnvelopeContent &content)
{
    require(JsonReference(content.json).isJson(), "content is JSON");
    require(content.json.trimmed() == content.json, "no space around content");
    const QByteArray written = envelope::message({u"r", u"\"u\\", ConnectionId(1), content, 1, someTime});
    require(writtenField(written, "content") == content.json, "content is unchanged");

    const PlainContent plain = plainContent(content);
    if (plain.isBinary) {
        require(decodeBase64(plain.payload.toBase64()) == plain.payload, "base64 is decoded as encoded");
    } else {
        require(isReferenceUtf8(plain.payload), "plain text is UTF-8");
        require(content.json.startsWith('"') || plain.payload == content.json, "other JSON is unchanged");
        require(plainContent(contentOfText(plain.payload)).payload == plain.payload,
                "text is decoded as encoded");
    }
}

void checkRoom(const std::optional<QString> &room)
{
    require(!room || isValidRoomName(*room), "a valid room");
}

struct CheckRequest
{
    void operator()(const MessageRequest &request) const
    {
        checkRoom(request.room);
        checkContent(request.content);
    }
    void operator()(const JoinRequest &request) const
    {
        checkRoom(request.room);
        require(!request.since || (!request.since->epoch.isEmpty() && request.since->seq <= MaxSequence),
                "since is in range");
    }
    void operator()(const LeaveRequest &request) const { checkRoom(request.room); }
    void operator()(const DirectRequest &request) const
    {
        require(toUserName(request.to) == request.to, "a valid user");
        checkContent(request.content);
    }
    void operator()(const PresenceRequest &request) const
    {
        checkRoom(request.room);
        require(request.limit.value_or(0) >= 0 && request.limit.value_or(0) <= MaxRequestLimit,
                "a limit in range");
        require(!request.after || !request.after->isNull(), "after is a connection");
    }
    void operator()(const HistoryRequest &request) const
    {
        checkRoom(request.room);
        require(request.limit.value_or(0) >= 0 && request.limit.value_or(0) <= MaxRequestLimit,
                "a limit in range");
        require(request.before.value_or(1) >= 1 && request.before.value_or(1) <= MaxSequence,
                "before in range");
    }
    void operator()(const TokenRequest &request) const { require(!request.token.isEmpty(), "a token"); }
    void operator()(const PingRequest &) const {}
};

void checkError(const EnvelopeError &error, bool isJson)
{
    require(int(error.code) < EnvelopeErrorCodeCount && !error.text.isEmpty(),
            "an error has a code and a text");
    require((error.code == EnvelopeErrorCode::BadJson) == !isJson, "bad_json means that it is not JSON");
    const QByteArray written = envelope::error(error);
    require(writtenField(written, "id") == error.id, "the id is unchanged");
    require(writtenField(written, "field").isEmpty() == error.field.isEmpty(), "the field, if there is one");
    const EnvelopeHead head = readEnvelopeHead(written);
    require(head.type == "error" && head.code == errorName(error.code), "an error has its type and code");
}

void checkMasked(const QByteArray &text, const RequestParser::Parsed &parsed)
{
    readEnvelopeHead(text);
    maskedTokensOfInvalid(text);
    const QByteArray masked = maskedTokens(text);
    const auto *request = std::get_if<Request>(&parsed);
    if (!request || !std::holds_alternative<TokenRequest>(request->body))
        return;
    RequestParser parser;
    const RequestParser::Parsed again = parser.parse(masked);
    const auto *shown = std::get_if<Request>(&again);
    require(shown && std::get<TokenRequest>(shown->body).token == "***", "a masked request has no token");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    JsonReference reference(text);
    const bool isJson = reference.isJson();

    static RequestParser parser; // reused, as in a thread: no state of the previous input may remain
    const RequestParser::Parsed parsed = parser.parse(text);
    if (const auto *error = std::get_if<EnvelopeError>(&parsed)) {
        // A text that is nested too deep is not read to its end.
        if (reference.depth() <= JsonReader::MaxDepth)
            checkError(*error, isJson);
    } else {
        require(isJson && reference.isObject(), "a request is a JSON object");
        require(reference.depth() <= JsonReader::MaxDepth, "a request is not too deep");
        const auto &request = std::get<Request>(parsed);
        require(request.id.isEmpty() || JsonReference(request.id).isJson(), "an id is JSON");
        require(writtenField(envelope::pong(request.id), "id") == request.id, "the id is unchanged");
        std::visit(CheckRequest(), request.body);
    }

    checkMasked(text.toByteArray(), parsed);

    // Any message of a client without the envelope.
    require(plainContent(contentOfBinary(text)).payload == text, "binary is decoded as encoded");
    if (isReferenceUtf8(text)) {
        require(plainContent(contentOfText(text)).payload == text, "text is decoded as encoded");
        checkContent(contentOfText(text));
    }
    return 0;
}
