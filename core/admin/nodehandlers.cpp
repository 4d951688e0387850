#include "core/admin/nodehandlers.h"

#include "core/http/apirouter.h"
#include "core/http/jsonwriter.h"

#include <array>

namespace signalbox {

namespace {

constexpr int MillisecondDecimals = 3;

constexpr std::array Schemas{
    ApiSchema{
        "Node",
        R"({"type":"object","required":["id","name","version","state","connections","rooms","users","lag_ms","this"],)"
        R"("properties":{"id":{"type":"string","pattern":"^[0-9]+$","description":"its number, which is part of the ids of )"
        R"(its connections; another one after each start"},"name":{"type":"string","description":"cluster.node"},)"
        R"("version":{"type":"string"},"state":{"type":"string","description":"starting, running or draining"},)"
        R"("connections":{"type":"integer"},"rooms":{"type":"integer","description":"that have members there"},)"
        R"("users":{"type":"integer","description":"that are connected there"},)"
        R"("lag_ms":{"type":"integer","description":"age of its last heartbeat that this node knows of"},)"
        R"("this":{"type":"boolean","description":"it is the node that answers"}}})"},
    ApiSchema{
        "NodeList",
        R"({"type":"object","required":["nodes"],"properties":{)"
        R"("nodes":{"type":"array","items":{"$ref":"#/components/schemas/Node"},"description":"empty: there is no cluster"},)"
        R"("broker":{"type":"object","description":"as this node sees it; only in a cluster",)"
        R"("required":["up","since"],"properties":{"up":{"type":"boolean"},)"
        R"("reason":{"type":"string","description":"why it is down"},)"
        R"("since":{"type":"string","format":"date-time","description":"when it went up or down"},)"
        R"("rtt_ms":{"type":"number","description":"round trip of the last heartbeat"}}}}})"},
};

constexpr std::array NodesAnswers{ApiAnswer{
    .description = "the nodes in the order of their numbers, and the broker", .schema = "NodeList"}};
constexpr ApiRoute NodesRoute{.path = "/api/v1/nodes",
                              .role = ApiRole::Viewer,
                              .summary = "The nodes of the cluster, and whether this one reaches its broker",
                              .answers = NodesAnswers};

void writeNode(JsonWriter &json, const ClusterNode &node)
{
    json.beginObject().member("id", QString::number(node.number)).member("name", node.name);
    json.member("version", node.version).member("state", node.state);
    json.member("connections", node.connections).member("rooms", node.rooms).member("users", node.users);
    json.member("lag_ms", node.age.count()).member("this", node.isThis).endObject();
}

void writeBroker(JsonWriter &json, const ClusterStatus &cluster)
{
    json.key("broker").beginObject().member("up", cluster.isBrokerUp);
    if (!cluster.isBrokerUp && !cluster.reason.isEmpty())
        json.member("reason", cluster.reason);
    json.member("since", toRfc3339(cluster.since));
    if (cluster.isBrokerUp && cluster.roundTrip)
        json.key("rtt_ms").decimal(std::chrono::duration<double, std::milli>(*cluster.roundTrip).count(),
                                   MillisecondDecimals);
    json.endObject();
}

} // namespace

NodeHandlers::NodeHandlers(std::function<ClusterStatus()> status)
    : m_status(std::move(status))
{
}

void NodeHandlers::addTo(ApiRouter &router)
{
    router.addSchemas(Schemas);
    router.add(NodesRoute, [this](const ApiRequest &, const ApiResponder &responder) { list(responder); });
}

void NodeHandlers::list(const ApiResponder &responder) const
{
    const ClusterStatus cluster = m_status ? m_status() : ClusterStatus();
    JsonWriter json;
    json.beginObject().key("nodes").beginArray();
    for (const ClusterNode &node : cluster.nodes)
        writeNode(json, node);
    json.endArray();
    if (cluster.isInCluster())
        writeBroker(json, cluster);
    responder.json(json.endObject());
}

} // namespace signalbox
