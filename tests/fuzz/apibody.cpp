// A chunked body gives the same in segments of any size, never more than its limit, and consumes no byte of what follows.
// JSON is read or refused with a status; what is read is what the table allows. Settings: sizes of the segments.

#include "fuzz.h"

#include "core/http/apivalues.h"
#include "core/http/httpbodyreader.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qint64 Limit = 1000;
using Type = ApiField::Type;
constexpr std::array<std::string_view, 2> Choices{"text", "base64"};
constexpr std::array Fields{
    ApiField{.name = "filter", .most = 100},
    ApiField{.name = "ids", .type = Type::TextList, .most = 10},
    ApiField{.name = "code", .type = Type::Integer, .least = 1000, .most = 4999, .fallback = 4100},
    ApiField{.name = "all", .type = Type::Boolean},
    ApiField{.name = "content", .type = Type::Json},
    ApiField{.name = "encoding", .choices = Choices},
};

struct Outcome
{
    QByteArray body;
    int status = 0; //!< 0: no error
    bool isWhole = false;
    qsizetype consumed = 0;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

template <std::size_t N>
Outcome readChunks(QByteArrayView bytes, const std::array<uint8_t, N> &sizes)
{
    HttpHead head;
    head.headers.push_back({"Transfer-Encoding", "chunked"});
    head.hasBody = true;
    HttpBodyReader reader(head, Limit);
    Outcome outcome;
    inPieces(bytes, sizes, [&](QByteArrayView piece) {
        if (outcome.status != 0 || outcome.isWhole)
            return;
        qsizetype consumed = 0;
        const HttpBodyReader::Outcome read = reader.feed(piece, consumed);
        require(consumed >= 0 && consumed <= piece.size(), "consumed bytes are of the segment");
        require(reader.heldBytes() < 4 * Limit, "no more is kept than the limit");
        if (const auto *error = std::get_if<HttpBodyError>(&read)) {
            outcome.status = error->status;
            return;
        }
        outcome.consumed += consumed;
        if (const auto *body = std::get_if<QByteArray>(&read)) {
            outcome.isWhole = true;
            outcome.body = *body;
        } else {
            require(consumed == piece.size(), "a body that is not whole takes everything");
        }
    });
    if (outcome.status != 0)
        outcome.consumed = 0;
    return outcome;
}

void checkBody(QByteArrayView json)
{
    static JsonReader reader;
    const std::variant<ApiValues, ApiProblem> read = readBody(Fields, reader, json);
    if (const auto *problem = std::get_if<ApiProblem>(&read)) {
        require(problem->status == 400 || problem->status == 422, "a refusal");
        require(problem->field.size() <= 512 && !problem->detail.isEmpty(),
                "a refusal is short, and says why");
        return;
    }
    const auto &values = std::get<ApiValues>(read);
    const qint64 code = values.integer("code").value_or(0);
    require(code >= 1000 && code <= 4999, "numbers are in their range");
    require(values.texts("ids").value_or(QStringList()).size() <= 10, "lists are within their length");
    if (const std::optional<QByteArray> content = values.json("content")) {
        require(json.indexOf(*content) >= 0, "content is as it was sent");
        const std::variant<ApiValues, ApiProblem> again =
            readBody(Fields, reader, "{\"content\":" + *content + "}");
        const auto *same = std::get_if<ApiValues>(&again);
        require(same && same->json("content") == content, "content alone is the same");
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<3> input(data, size);
    const Outcome whole = readChunks(input.rest, std::array<uint8_t, 1>{255});
    require(whole == readChunks(input.rest, input.settings), "segments do not matter");
    require(whole.body.size() <= Limit, "no body is larger than its limit");
    if (whole.isWhole) {
        const QByteArray more = input.rest.first(whole.consumed).toByteArray() + "GET / HTTP/1.1\r\n";
        require(readChunks(more, input.settings) == whole, "what follows is left");
        checkBody(whole.body);
    }
    checkBody(input.rest);
    return 0;
}
