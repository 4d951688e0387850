#include "core/admin/messagehandlers.h"

#include "core/admin/listhandlers.h"
#include "core/http/apirouter.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array Schemas{ApiSchema{
    "MessageLine",
    R"({"description":"one line; lines end with a line feed","oneOf":[{"type":"object",)"
    R"("required":["time","dir","type","user","client","size"],"properties":{)"
    R"("time":{"type":"string","format":"date-time"},"dir":{"enum":["in","out"]},)"
    R"("type":{"type":"string","description":"of the envelope, such as message; else text or binary"},)"
    R"("room":{"type":"string","description":"absent: it concerns none"},)"
    R"("user":{"type":"string","description":"of the client; empty: none"},)"
    R"("client":{"type":["string","null"],"description":"id of the connection that sent it (in) or gets it (out); )"
    R"(of a message to many, who published it; null: the server"},)"
    R"("size":{"type":"integer","description":"bytes of the payload"},)"
    R"("text":{"type":"string"},"base64":{"type":"string","description":"of a binary message, instead of text"},)"
    R"("cut":{"const":true,"description":"text or base64 is only the beginning"}}},)"
    R"({"type":"object","required":["dropped"],"properties":{"dropped":{"type":"integer",)"
    R"("description":"messages that are missing here, because they came faster than they were read"}}}]})"}};

constexpr std::array MessagesQuery{
    ApiField{.name = "filter", .description = "query language for messages, see README: which ones"}};
constexpr std::array MessagesAnswers{
    ApiAnswer{.description = "messages from now on, one line each, until one side ends it",
              .schema = "MessageLine",
              .contentType = "application/x-ndjson"}};
constexpr ApiRoute MessagesRoute{.path = "/api/v1/messages",
                                 .role = ApiRole::Operator,
                                 .summary = "Messages live, for at most 8 readers (the next one gets 429)",
                                 .query = MessagesQuery,
                                 .answers = MessagesAnswers};

constexpr const char *RetryAfter = "10"; // seconds

} // namespace

MessageHandlers::MessageHandlers(SlicedJobs &jobs, MessageSource &source)
    : m_readers(jobs, source)
{
}

void MessageHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(MessagesRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        read(request, responder);
    });
}

void MessageHandlers::read(const ApiRequest &request, const ApiResponder &responder)
{
    const QString text = request.query().text("filter").value_or(u""_s);
    auto filter = ListRequest::parseFilter(QueryList::Messages, text);
    if (const auto *fault = std::get_if<ListFault>(&filter)) {
        refuse(responder, *fault);
        return;
    }
    if (m_readers.isFull()) {
        HttpResponse response =
            ApiProblem{429, u"%1 readers follow the messages already"_s.arg(MessageReaders::MaxReaders)}
                .response();
        response.headers.emplace_back("Retry-After", RetryAfter);
        responder.respond(std::move(response));
        return;
    }
    m_readers.add(std::get<Query>(std::move(filter)), responder.stream("application/x-ndjson"));
}

} // namespace signalbox
