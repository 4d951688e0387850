#include "core/admin/listrows.h"

#include "core/http/jsonwriter.h"

#include <array>

namespace signalbox {

namespace {

constexpr int MillisecondDecimals = 3;

#define SIGNALBOX_COUNTS                                                                                     \
    R"({"type":"object","required":["messages","bytes"],"properties":{"messages":{"type":"integer"},)"       \
    R"("bytes":{"type":"integer"}}})"
#define SIGNALBOX_CONNECTION_FIELDS                                                                          \
    R"("id","user","address","peer","listener","path","room","rooms","agent","origin","protocol",)"          \
    R"("connected","idle_ms","latency_ms","jitter_ms","in","out","queued","dropped","state")"
#define SIGNALBOX_CONNECTION_PROPERTIES                                                                      \
    R"("id":{"type":"string","pattern":"^[0-9]+$"},"user":{"type":"string"},)"                               \
    R"("address":{"type":"string","description":"without port"},)"                                           \
    R"("peer":{"type":"string","description":"ADDR:PORT; port 0: its proxy did not say"},)"                  \
    R"("proxy":{"type":"string","description":"ADDR:PORT, only behind a trusted proxy"},)"                   \
    R"("listener":{"type":"string","description":"ADDR:PORT that the client connected to"},)"                \
    R"("path":{"type":"string","description":"decoded, without query"},)"                                    \
    R"("room":{"type":"string","description":"of the path; empty on an echo route"},)"                       \
    R"("rooms":{"type":"array","items":{"type":"string"},"description":"that it is in"},)"                   \
    R"("agent":{"type":"string","description":"User-Agent; empty: none"},)"                                  \
    R"("origin":{"type":"string","description":"Origin; empty: none"},)"                                     \
    R"("protocol":{"type":"string","description":"the subprotocol; empty: none"},)"                          \
    R"("tls":{"type":"object","description":"only with TLS","required":["version","cipher"],"properties":{)" \
    R"("version":{"type":"string"},"cipher":{"type":"string","description":"as OpenSSL names it"}}},)"       \
    R"("connected":{"type":"string","format":"date-time"},)"                                                 \
    R"("idle_ms":{"type":"integer","description":"since the last message in either direction"},)"            \
    R"("latency_ms":{"type":["number","null"],"description":"smoothed; null: no pong yet"},)"                \
    R"("jitter_ms":{"type":["number","null"]},)"                                                             \
    R"("in":{"$ref":"#/components/schemas/Counts"},"out":{"$ref":"#/components/schemas/Counts"},)"           \
    R"("queued":{"type":"object","required":["bytes","frames"],"properties":{"bytes":{"type":"integer"},)"   \
    R"("frames":{"type":"integer"}}},)"                                                                      \
    R"("dropped":{"type":"integer","description":"messages left out because it reads slowly"},)"             \
    R"("state":{"enum":["open","closing"]},"node":{"type":"string","description":"only in a cluster"})"
#define SIGNALBOX_NODES                                                                                      \
    R"("nodes":{"type":"array","items":{"type":"string"},)"                                                  \
    R"("description":"only with cluster=true in a cluster: the nodes that have it; members and connections are the sums"})"
#define SIGNALBOX_LIST(name, row)                                                                            \
    R"({"type":"object","required":[")" name R"(","matched"],"properties":{")" name                          \
    R"(":{"type":"array","items":{"$ref":"#/components/schemas/)" row                                        \
    R"("}},"matched":{"type":"integer","description":"rows that the filter accepts, on all pages"},)"        \
    R"("missing":{"type":"array","items":{"type":"string"},)"                                                \
    R"("description":"only with cluster=true: nodes that did not answer, or not to the end"},)"              \
    R"("next":{"type":"string","pattern":"^[A-Za-z0-9_-]+$","description":"`after` of the next page"}}})"

constexpr std::array Schemas{
    ApiSchema{"Counts", SIGNALBOX_COUNTS},
    ApiSchema{"Connection", R"({"type":"object","required":[)" SIGNALBOX_CONNECTION_FIELDS
                            R"(],"properties":{)" SIGNALBOX_CONNECTION_PROPERTIES "}}"},
    ApiSchema{
        "ClosedConnection",
        R"({"type":"object","required":[)" SIGNALBOX_CONNECTION_FIELDS
        R"(,"closed","code","reason","cause","initiator","verdict"],"properties":{)" SIGNALBOX_CONNECTION_PROPERTIES
        R"(,"closed":{"type":"string","format":"date-time"},)"
        R"("code":{"type":"integer","description":"1005 and 1006: there was none on the wire"},)"
        R"("reason":{"type":"string"},"cause":{"type":"string"},)"
        R"("initiator":{"enum":["server","client","network"]},)"
        R"("verdict":{"type":"string","description":"why, in one sentence"}}})"},
    ApiSchema{"Room",
              R"({"type":"object","required":["name","epoch","seq","members","history"],"properties":{)"
              R"("name":{"type":"string"},"epoch":{"type":"string"},"seq":{"type":"integer"},)"
              R"("members":{"type":"integer","description":"0: it is kept for its history"},)"
              R"("history":{"$ref":"#/components/schemas/Counts"},)" SIGNALBOX_NODES "}}"},
    ApiSchema{
        "User",
        R"({"type":"object","required":["name","connections","rooms"],"properties":{)"
        R"("name":{"type":"string"},"connections":{"type":"integer"},"rooms":{"type":"array",)"
        R"("items":{"type":"string"},"description":"of all its connections, by name, at most 1000"},)" SIGNALBOX_NODES
        "}}"},
    ApiSchema{"ConnectionList", SIGNALBOX_LIST("connections", "Connection")},
    ApiSchema{"ClosedList", SIGNALBOX_LIST("closed", "ClosedConnection")},
    ApiSchema{"RoomList", SIGNALBOX_LIST("rooms", "Room")},
    ApiSchema{"UserList", SIGNALBOX_LIST("users", "User")},
};

void writeCounts(JsonWriter &json, QByteArrayView name, quint64 messages, quint64 bytes)
{
    json.key(name).beginObject().member("messages", messages).member("bytes", bytes).endObject();
}

void writeMilliseconds(JsonWriter &json, QByteArrayView name, std::optional<Nanoseconds> time)
{
    json.key(name);
    if (time)
        json.decimal(std::chrono::duration<double, std::milli>(*time).count(), MillisecondDecimals);
    else
        json.null();
}

void writeConnection(JsonWriter &json, const ConnectionInfo &info, const Activity &activity, WallTime now,
                     const char *state)
{
    json.member("id", info.id.toString()).member("user", info.user);
    json.member("address", info.peer.address.toString()).member("peer", info.peer.toString());
    if (info.proxy)
        json.member("proxy", info.proxy->toString());
    json.member("listener", info.listener.toString()).member("path", info.path).member("room", info.room);
    json.key("rooms").beginArray();
    for (const JoinedRoom &room : activity.rooms.list())
        json.value(room.name);
    json.endArray();
    json.member("agent", info.userAgent).member("origin", info.origin).member("protocol", info.subprotocol);
    if (info.tls.version)
        json.key("tls")
            .beginObject()
            .key("version")
            .utf8(info.tls.version)
            .key("cipher")
            .utf8(info.tls.cipher)
            .endObject();
    json.member("connected", toRfc3339(info.connectedAt));
    // The clock may have been set back.
    json.member("idle_ms", std::max<qint64>((now - activity.lastTraffic).count(), 0));
    writeMilliseconds(json, "latency_ms",
                      activity.latency ? std::optional(activity.latency->smoothed) : std::nullopt);
    writeMilliseconds(json, "jitter_ms",
                      activity.latency ? std::optional(activity.latency->jitter) : std::nullopt);
    writeCounts(json, "in", activity.traffic.messagesIn, activity.traffic.bytesIn);
    writeCounts(json, "out", activity.traffic.messagesOut, activity.traffic.bytesOut);
    json.key("queued").beginObject().member("bytes", activity.queuedBytes);
    json.member("frames", activity.queuedFrames).endObject();
    json.member("dropped", activity.droppedMessages).key("state").utf8(state);
}

} // namespace

void writeRow(JsonWriter &json, const ConnectionSnapshot &connection, WallTime now)
{
    json.beginObject();
    writeConnection(json, connection.info, connection.activity, now,
                    connection.activity.state == ConnectionState::Open ? "open" : "closing");
    json.endObject();
}

void writeRow(JsonWriter &json, const ClosedConnection &connection, WallTime)
{
    const ConnectionEnd &end = connection.end;
    json.beginObject();
    writeConnection(json, connection.info, connection.activity, connection.closedAt, "closing");
    json.member("closed", toRfc3339(connection.closedAt)).member("code", end.code);
    json.member("reason", end.reason).key("cause").utf8(causeInfo(end.cause).name);
    json.key("initiator").utf8(initiatorName(end.initiator));
    json.member("verdict", verdictText(connection.verdict)).endObject();
}

void writeRow(JsonWriter &json, const RoomSnapshot &room, WallTime)
{
    json.beginObject().member("name", room.name).member("epoch", room.epoch).member("seq", room.published);
    json.member("members", room.members);
    writeCounts(json, "history", room.historyMessages, quint64(room.historyBytes));
    json.endObject();
}

void writeRow(JsonWriter &json, const UserSummary &user, WallTime)
{
    json.beginObject().member("name", user.name).member("connections", user.connections);
    json.member("rooms", user.rooms).endObject();
}

std::span<const ApiSchema> listSchemas()
{
    return Schemas;
}

} // namespace signalbox
