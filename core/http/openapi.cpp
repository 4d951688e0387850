#include "core/http/openapi.h"

#include "core/base/ascii.h"
#include "core/http/apirouter.h"
#include "core/http/jsonwriter.h"

#include <algorithm>
#include <set>

namespace signalbox {

namespace {

using Type = ApiField::Type;

constexpr qint64 Unlimited = std::numeric_limits<qint64>::max();

constexpr const char *ProblemSchema =
    R"({"type":"object","required":["title","status","detail"],"properties":{"type":{"type":"string"},)"
    R"("title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"field":{"type":"string",)"
    R"("description":"the parameter or field that is wrong"}}})";

QByteArrayView view(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

void writeBounds(JsonWriter &json, const ApiField &field, const char *least, const char *most)
{
    if (field.least > 0 || field.type == Type::Integer)
        json.member(least, field.least);
    if (field.most < Unlimited)
        json.member(most, field.most);
}

void writeSchema(JsonWriter &json, const ApiField &field)
{
    json.beginObject();
    switch (field.type) {
    case Type::Text:
        json.key("type").utf8("string");
        writeBounds(json, field, "minLength", "maxLength");
        if (!field.choices.empty()) {
            json.key("enum").beginArray();
            for (const std::string_view choice : field.choices)
                json.utf8(view(choice));
            json.endArray();
        }
        break;
    case Type::Integer:
        json.key("type").utf8("integer");
        writeBounds(json, field, "minimum", "maximum");
        if (field.fallback)
            json.member("default", *field.fallback);
        break;
    case Type::Boolean:
        json.key("type").utf8("boolean");
        if (field.fallback)
            json.member("default", *field.fallback != 0);
        break;
    case Type::TextList:
        json.key("type").utf8("array").key("items").raw(R"({"type":"string"})");
        writeBounds(json, field, "minItems", "maxItems");
        break;
    case Type::Json:
        break; // any value
    }
    if (!field.description.empty())
        json.key("description").utf8(view(field.description));
    json.endObject();
}

void writeParameters(JsonWriter &json, const ApiRoute &route)
{
    const std::vector<std::string_view> names = pathParameters(route.path);
    if (names.empty() && route.query.empty())
        return;
    json.key("parameters").beginArray();
    for (const std::string_view name : names) {
        json.beginObject().key("name").utf8(view(name)).key("in").utf8("path").member("required", true);
        json.key("schema").raw(R"({"type":"string","minLength":1})").endObject();
    }
    for (const ApiField &field : route.query) {
        json.beginObject().key("name").utf8(view(field.name)).key("in").utf8("query");
        json.member("required", field.isRequired).key("schema");
        writeSchema(json, field);
        json.endObject();
    }
    json.endArray();
}

void writeBody(JsonWriter &json, const ApiRoute &route)
{
    if (route.body.empty())
        return;
    const bool isRequired = std::ranges::any_of(route.body, &ApiField::isRequired);
    json.key("requestBody").beginObject().member("required", isRequired);
    json.key("content").beginObject().key("application/json").beginObject().key("schema").beginObject();
    json.key("type").utf8("object").member("additionalProperties", false);
    if (isRequired) {
        json.key("required").beginArray();
        for (const ApiField &field : route.body) {
            if (field.isRequired)
                json.utf8(view(field.name));
        }
        json.endArray();
    }
    json.key("properties").beginObject();
    for (const ApiField &field : route.body) {
        json.key(view(field.name));
        writeSchema(json, field);
    }
    json.endObject().endObject().endObject().endObject().endObject();
}

void writeAnswer(JsonWriter &json, const ApiAnswer &answer)
{
    json.key(QByteArray::number(answer.status))
        .beginObject()
        .key("description")
        .utf8(view(answer.description));
    const bool isProblem = answer.status >= 400 && answer.schema.empty();
    if (isProblem || !answer.schema.empty()) {
        json.key("content").beginObject();
        json.key(isProblem ? QByteArrayView("application/problem+json") : view(answer.contentType))
            .beginObject();
        const QByteArrayView schema = isProblem ? QByteArrayView("Problem") : view(answer.schema);
        json.key("schema")
            .beginObject()
            .key("$ref")
            .utf8("#/components/schemas/" + schema.toByteArray())
            .endObject();
        json.endObject().endObject();
    }
    json.endObject();
}

//! What router and gate answer besides the handler.
std::vector<ApiAnswer> generalAnswers(const ApiRoute &route)
{
    std::vector<ApiAnswer> answers;
    if (!pathParameters(route.path).empty() || !route.query.empty() || !route.body.empty())
        answers.push_back({.status = 400, .description = "malformed"});
    if (route.role != ApiRole::Public) {
        answers.push_back({.status = 401, .description = "no token, or a wrong one"});
        answers.push_back({.status = 403, .description = "not allowed to this role, origin or host"});
        answers.push_back({.status = 429, .description = "too many wrong tokens from this address"});
    }
    if (!route.body.empty()) {
        answers.push_back({.status = 413, .description = "the body is larger than 1 MiB"});
        answers.push_back({.status = 415, .description = "the body is not application/json"});
    }
    if (route.role != ApiRole::Public && (!route.query.empty() || !route.body.empty()))
        answers.push_back({.status = 422, .description = "a bad or unknown parameter or field"});
    return answers;
}

void writeAnswers(JsonWriter &json, const ApiRoute &route)
{
    std::vector<ApiAnswer> answers(route.answers.begin(), route.answers.end());
    for (const ApiAnswer &general : generalAnswers(route)) {
        if (std::ranges::find(answers, general.status, &ApiAnswer::status) == answers.end())
            answers.push_back(general);
    }
    std::ranges::sort(answers, {}, &ApiAnswer::status);
    json.key("responses").beginObject();
    for (const ApiAnswer &answer : answers)
        writeAnswer(json, answer);
    json.endObject();
}

//! `postConnectionsByIdKick` for POST /api/v1/connections/{id}/kick
QByteArray operationId(const ApiRoute &route)
{
    constexpr std::string_view Prefix = "/api/v1";
    QByteArray id = QByteArray(methodName(route.method)).toLower();
    std::string_view path = route.path;
    if (path.starts_with(Prefix))
        path.remove_prefix(Prefix.size());
    bool isStart = true;
    for (const char character : path) {
        if (character == '{')
            id += "By";
        isStart |= !isAsciiLetter(character);
        if (isAsciiLetter(character))
            id +=
                std::exchange(isStart, false) ? QByteArray(1, character).toUpper() : QByteArray(1, character);
    }
    return id;
}

void writeOperation(JsonWriter &json, const ApiRoute &route)
{
    json.key(QByteArray(methodName(route.method)).toLower()).beginObject();
    json.key("operationId").utf8(operationId(route)).key("summary").utf8(view(route.summary));
    json.key("x-role").utf8(roleName(route.role));
    if (route.role == ApiRole::Public)
        json.key("security").beginArray().endArray();
    writeParameters(json, route);
    writeBody(json, route);
    writeAnswers(json, route);
    json.endObject();
}

} // namespace

QByteArray openApiDocument(const ApiRouter &router, const QByteArray &title, const QByteArray &version)
{
    const std::vector<const ApiRoute *> routes = router.routes();
    JsonWriter json;
    json.beginObject().key("openapi").utf8("3.1.0");
    json.key("info").beginObject().key("title").utf8(title).key("version").utf8(version).endObject();
    json.key("servers").raw(R"([{"url":"/"}])");
    json.key("security").raw(R"([{"bearer":[]}])");
    json.key("paths").beginObject();
    std::set<std::string_view> written;
    for (const ApiRoute *first : routes) {
        if (!written.insert(first->path).second)
            continue;
        json.key(view(first->path)).beginObject();
        for (const ApiRoute *route : routes) {
            if (route->path == first->path)
                writeOperation(json, *route);
        }
        json.endObject();
    }
    json.endObject();
    json.key("components").beginObject();
    json.key("securitySchemes").raw(R"({"bearer":{"type":"http","scheme":"bearer"}})");
    json.key("schemas").beginObject().key("Problem").raw(ProblemSchema);
    for (const ApiSchema &schema : router.schemas())
        json.key(view(schema.name)).raw(view(schema.json));
    json.endObject().endObject().endObject();
    return json.take();
}

} // namespace signalbox
