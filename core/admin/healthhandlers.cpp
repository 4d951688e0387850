#include "core/admin/healthhandlers.h"

#include "core/admin/healthpages.h"
#include "core/http/apirouter.h"
#include "core/store/store.h"

#include <array>

namespace signalbox {

namespace {

constexpr std::array Schemas{ApiSchema{"Text", R"({"type":"string"})"}};

constexpr std::array LiveAnswers{
    ApiAnswer{.description = "the program runs", .schema = "Text", .contentType = "text/plain"}};
constexpr ApiRoute LiveRoute{.method = HttpMethod::Get,
                             .path = "/livez",
                             .role = ApiRole::Public,
                             .summary = "Whether the program runs",
                             .answers = LiveAnswers};

constexpr std::array ReadyAnswers{
    ApiAnswer{.description = "the server accepts connections", .schema = "Text", .contentType = "text/plain"},
    ApiAnswer{.status = 503, .description = "it is starting or draining, or the broker cannot be reached"}};
constexpr ApiRoute ReadyRoute{.method = HttpMethod::Get,
                              .path = "/readyz",
                              .role = ApiRole::Public,
                              .summary = "Whether the server accepts connections",
                              .answers = ReadyAnswers};

constexpr std::array MetricsAnswers{ApiAnswer{
    .description = "metrics in the Prometheus text format", .schema = "Text", .contentType = "text/plain"}};
constexpr ApiRoute MetricsRoute{.method = HttpMethod::Get,
                                .path = "/metrics",
                                .role = ApiRole::Public,
                                .summary = "Metrics for Prometheus",
                                .answers = MetricsAnswers};

} // namespace

HealthHandlers::HealthHandlers(Sources sources)
    : m_sources(std::move(sources))
{
}

void HealthHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(LiveRoute,
               [](const ApiRequest &, const ApiResponder &responder) { responder.respond(livePage()); });
    router.add(ReadyRoute, [this](const ApiRequest &, const ApiResponder &responder) {
        responder.respond(
            readyPage(m_sources.readiness(), !m_sources.broker || m_sources.broker->get().isUp));
    });
    router.add(MetricsRoute, [this](const ApiRequest &, const ApiResponder &responder) {
        const MetricsSources sources{
            m_sources.counters,
            m_sources.memory,
            m_sources.listeners,
            m_sources.certificateExpiry,
            ProcessReading::now(),
            m_sources.store ? std::optional(m_sources.store->stats()) : std::nullopt,
            m_sources.bans ? m_sources.bans->current()->size() : 0,
            m_sources.broker ? std::optional(m_sources.broker->get().isUp) : std::nullopt,
            m_sources.brokerPublishes ? std::optional(m_sources.brokerPublishes->reading()) : std::nullopt,
            m_sources.broker && m_sources.nodes
                ? std::optional(activeNodes(clusterStatus(*m_sources.nodes, *m_sources.broker)))
                : std::nullopt,
            m_sources.broker ? std::optional(m_sources.broker->areCapsLocal()) : std::nullopt};
        responder.respond(metricsPage(metricsText(sources)));
    });
}

} // namespace signalbox
