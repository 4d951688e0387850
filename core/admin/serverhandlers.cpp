#include "core/admin/serverhandlers.h"

#include "core/admin/apiactor.h"
#include "core/admin/servercontrol.h"
#include "core/http/openapi.h"

#include <array>

namespace signalbox {

namespace {

constexpr std::array Schemas{
    ApiSchema{"Traffic", R"({"type":"object","required":["messages","bytes"],"properties":{)"
                         R"("messages":{"type":"integer"},"bytes":{"type":"integer"}}})"},
    ApiSchema{
        "Server",
        R"({"type":"object","required":["version","qt","node","state","started","uptime_ms","listeners","connections",)"
        R"("rooms","users","queued_bytes","in","out","config_warnings"],"properties":{)"
        R"("version":{"type":"string"},"qt":{"type":"string"},"node":{"type":"string"},)"
        R"("state":{"enum":["starting","running","draining"]},"started":{"type":"string","format":"date-time"},)"
        R"("uptime_ms":{"type":"integer"},"listeners":{"type":"array","items":{"type":"string"}},)"
        R"("connections":{"type":"integer"},"rooms":{"type":"integer"},"users":{"type":"integer"},)"
        R"("queued_bytes":{"type":"integer"},"in":{"$ref":"#/components/schemas/Traffic"},)"
        R"("out":{"$ref":"#/components/schemas/Traffic"},"config_warnings":{"type":"array","items":{"type":"string"}}}})"},
    ApiSchema{"Reload", R"({"type":"object","required":["changed","needs_restart","warnings"],"properties":{)"
                        R"("changed":{"type":"array","items":{"type":"string"}},)"
                        R"("needs_restart":{"type":"array","items":{"type":"string"}},)"
                        R"("warnings":{"type":"array","items":{"type":"string"}}}})"},
    ApiSchema{"OpenApi", R"({"type":"object"})"},
};

constexpr std::array ServerAnswers{ApiAnswer{.description = "the server", .schema = "Server"}};
constexpr ApiRoute ServerRoute{.method = HttpMethod::Get,
                               .path = "/api/v1/server",
                               .role = ApiRole::Viewer,
                               .summary = "State and totals of the server",
                               .answers = ServerAnswers};

constexpr std::array ReloadAnswers{
    ApiAnswer{.description = "the new configuration is in effect", .schema = "Reload"},
    ApiAnswer{.status = 409, .description = "there is no configuration to read, or it cannot be read now"},
    ApiAnswer{.status = 422, .description = "the configuration is wrong; everything stays as it was"}};
constexpr ApiRoute ReloadRoute{.method = HttpMethod::Post,
                               .path = "/api/v1/reload",
                               .role = ApiRole::Admin,
                               .summary = "Read the configuration again, as SIGHUP does",
                               .answers = ReloadAnswers};

constexpr std::array DrainAnswers{ApiAnswer{.status = 202, .description = "connections are being closed"}};
constexpr ApiRoute DrainRoute{.method = HttpMethod::Post,
                              .path = "/api/v1/drain",
                              .role = ApiRole::Admin,
                              .summary = "Close all connections and end, as SIGTERM does",
                              .answers = DrainAnswers};

constexpr std::array OpenApiAnswers{ApiAnswer{.description = "this document", .schema = "OpenApi"}};
constexpr ApiRoute OpenApiRoute{.method = HttpMethod::Get,
                                .path = "/api/v1/openapi.json",
                                .role = ApiRole::Viewer,
                                .summary = "This document",
                                .answers = OpenApiAnswers};

const char *stateName(Readiness state)
{
    switch (state) {
    case Readiness::NotListening:
        return "starting";
    case Readiness::Ready:
        return "running";
    case Readiness::Draining:
        return "draining";
    }
    return "";
}

void writeTraffic(JsonWriter &json, QByteArrayView name, const ServerOverview::Traffic &traffic)
{
    json.key(name)
        .beginObject()
        .member("messages", traffic.messages)
        .member("bytes", traffic.bytes)
        .endObject();
}

QByteArray toJson(const ServerOverview &server)
{
    QStringList listeners;
    for (const Endpoint &listener : server.listeners)
        listeners += listener.toString();
    JsonWriter json;
    json.beginObject().key("version").utf8(SIGNALBOX_VERSION).key("qt").utf8(qVersion());
    json.member("node", server.node).key("state").utf8(stateName(server.state));
    json.member("started", toRfc3339(server.started)).member("uptime_ms", server.uptime.count());
    json.member("listeners", listeners);
    json.member("connections", server.connections)
        .member("rooms", server.rooms)
        .member("users", server.users);
    json.member("queued_bytes", server.queuedBytes);
    writeTraffic(json, "in", server.in);
    writeTraffic(json, "out", server.out);
    json.member("config_warnings", server.warnings);
    return json.endObject().take();
}

} // namespace

ServerHandlers::ServerHandlers(ServerControl &control)
    : m_control(control)
{
}

void ServerHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(ServerRoute, [this](const ApiRequest &, const ApiResponder &responder) { show(responder); });
    router.add(ReloadRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        reload(request, responder);
    });
    router.add(DrainRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
        drain(request, responder);
    });
    router.add(OpenApiRoute, [&router](const ApiRequest &, const ApiResponder &responder) {
        responder.json(openApiDocument(router, "Signalbox", SIGNALBOX_VERSION));
    });
}

void ServerHandlers::show(const ApiResponder &responder)
{
    m_control.overview([responder](const ServerOverview &server) { responder.json(toJson(server)); });
}

void ServerHandlers::reload(const ApiRequest &request, const ApiResponder &responder)
{
    m_control.reload(actorOf(request.caller()), [responder](const Result<ReloadReport> &report) {
        if (!report) {
            const int status = report.error().code == Error::Code::Invalid ? 422 : 409;
            responder.problem(status, report.error().text);
            return;
        }
        JsonWriter json;
        json.beginObject();
        json.member("changed", report->changed);
        json.member("needs_restart", report->needsRestart);
        json.member("warnings", report->warnings);
        responder.json(json.endObject());
    });
}

void ServerHandlers::drain(const ApiRequest &request, const ApiResponder &responder)
{
    m_control.drain(actorOf(request.caller()), [responder] {
        HttpResponse accepted;
        accepted.status = 202;
        responder.respond(accepted);
    });
}

} // namespace signalbox
