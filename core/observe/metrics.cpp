#include "core/observe/metrics.h"

#include "core/base/log.h"
#include "core/observe/metricswriter.h"

#include <algorithm>
#include <array>
#include <utility>

namespace signalbox {

namespace {

using Sources = MetricsSources;
using Writer = MetricsWriter;

template <typename Key>
using Counts = std::vector<std::pair<Key, quint64>>;

template <typename Key>
quint64 &countOf(Counts<Key> &counts, const Key &key)
{
    const auto found = std::ranges::find(counts, key, &std::pair<Key, quint64>::first);
    return found != counts.end() ? found->second : counts.emplace_back(key, 0).second;
}

//! The sum over all io threads of a member of ServerCounters.
template <auto Member>
auto sum(const Sources &sources)
{
    decltype((std::declval<const ServerCounters &>().*Member).value()) sum = 0;
    for (const ServerCounters &counters : sources.counters.all())
        sum += (counters.*Member).value();
    return sum;
}

template <auto Member>
HistogramReading sumOfHistograms(const Sources &sources)
{
    HistogramReading sum;
    for (const ServerCounters &counters : sources.counters.all())
        sum.add((counters.*Member).reading());
    return sum;
}

QByteArray labelOf(const Endpoint &listener)
{
    return listener.toString().toUtf8();
}

QByteArray labelOf(StaticName name)
{
    return name.text;
}

//! The sums over all io threads by label, added to \a counts; what found no place of its own is `other`.
template <auto Member>
Counts<QByteArray> sumByLabel(const Sources &sources, Counts<QByteArray> counts = {})
{
    for (const ServerCounters &counters : sources.counters.all()) {
        for (const auto &[key, value] : (counters.*Member).values())
            countOf(counts, labelOf(key)) += value;
        if (const quint64 rest = (counters.*Member).other(); rest > 0)
            countOf(counts, QByteArray("other")) += rest;
    }
    return counts;
}

//! The present listeners first, then those of earlier runs.
template <auto Member>
Counts<QByteArray> sumByListener(const Sources &sources)
{
    Counts<QByteArray> listeners;
    for (const Endpoint &listener : sources.listeners)
        listeners.emplace_back(labelOf(listener), 0);
    return sumByLabel<Member>(sources, std::move(listeners));
}

void writeByLabel(Writer &writer, const char *label, const Counts<QByteArray> &counts)
{
    for (const auto &[value, count] : counts)
        writer.sample({{label, value}}, count);
}

void writeConnections(Writer &writer, const Sources &sources)
{
    // Ends are read first: a connection that ends meanwhile was accepted before, so no difference is negative.
    Counts<QByteArray> ended = sumByListener<&ServerCounters::ended>(sources);
    for (const auto &[listener, accepted] : sumByListener<&ServerCounters::accepted>(sources))
        writer.sample({{"listener", listener}}, qint64(accepted - countOf(ended, listener)));
}

void writeDisconnects(Writer &writer, const Sources &sources)
{
    Counts<DisconnectKey> counts;
    quint64 others = 0;
    for (const ServerCounters &counters : sources.counters.all()) {
        for (const auto &[key, value] : counters.disconnects.values())
            countOf(counts, key) += value;
        others += counters.disconnects.other();
    }
    for (const auto &[key, count] : counts) {
        writer.sample({{"code", key.code},
                       {"initiator", initiatorName(key.initiator)},
                       {"cause", causeInfo(key.cause).name}},
                      count);
    }
    if (others > 0)
        writer.sample({{"code", "other"}, {"initiator", "other"}, {"cause", "other"}}, others);
}

void writeMessages(Writer &writer, const Sources &sources)
{
    for (const auto &[direction, member] :
         {std::pair("in", &ServerCounters::in), std::pair("out", &ServerCounters::out)}) {
        quint64 text = 0;
        quint64 binary = 0;
        for (const ServerCounters &counters : sources.counters.all()) {
            text += (counters.*member).text.value();
            binary += (counters.*member).binary.value();
        }
        writer.sample({{"direction", direction}, {"type", "text"}}, text);
        writer.sample({{"direction", direction}, {"type", "binary"}}, binary);
    }
}

void writeMessageBytes(Writer &writer, const Sources &sources)
{
    for (const auto &[direction, member] :
         {std::pair("in", &ServerCounters::in), std::pair("out", &ServerCounters::out)}) {
        quint64 bytes = 0;
        for (const ServerCounters &counters : sources.counters.all())
            bytes += (counters.*member).bytes.value();
        writer.sample({{"direction", direction}}, bytes);
    }
}

template <typename Number>
void writeIfKnown(Writer &writer, const std::optional<Number> &value)
{
    if (value)
        writer.sample({}, *value);
}

void writeStoreLag(Writer &writer, const Sources &sources)
{
    if (sources.store)
        writer.sample({}, std::chrono::duration<double>(sources.store->lag).count());
}

void writeStoreErrors(Writer &writer, const Sources &sources)
{
    if (!sources.store)
        return;
    for (std::size_t kind = 0; kind < StoreFailureCount; ++kind)
        writer.sample({{"kind", storeFailureName(StoreFailure(kind))}}, sources.store->failures[kind]);
    writer.sample({{"kind", "lost"}}, sources.store->lost);
}

struct Metric
{
    enum class Samples : quint8 { Always, IfKnown };

    const char *name;
    const char *type;
    const char *help;
    void (*write)(Writer &, const Sources &);
    Samples samples = Samples::Always; //!< IfKnown: left out while there is none
};

constexpr auto IfKnown = Metric::Samples::IfKnown;

constexpr std::array Metrics{
    Metric{"signalbox_build_info", "gauge", "Versions of the program and of Qt; always 1.",
           [](Writer &writer, const Sources &) {
               writer.sample({{"version", SIGNALBOX_VERSION}, {"qt", qVersion()}}, quint64(1));
           }},
    Metric{"signalbox_connections", "gauge", "WebSocket connections that are open now.", writeConnections},
    Metric{"signalbox_connections_accepted_total", "counter", "WebSocket connections accepted.",
           [](Writer &writer, const Sources &sources) {
               writeByLabel(writer, "listener", sumByListener<&ServerCounters::accepted>(sources));
           }},
    Metric{"signalbox_connections_rejected_total", "counter",
           "Clients refused before they had a connection, and rooms refused to a client, by reason.",
           [](Writer &writer, const Sources &sources) {
               writeByLabel(writer, "reason", sumByLabel<&ServerCounters::rejected>(sources));
           }},
    Metric{"signalbox_auth_failures_total", "counter",
           "Clients whose authentication failed, before or during their connection, by reason.",
           [](Writer &writer, const Sources &sources) {
               writeByLabel(writer, "reason", sumByLabel<&ServerCounters::authFailures>(sources));
           }},
    Metric{"signalbox_disconnects_total", "counter",
           "WebSocket connections that have ended, by close code, initiator and cause.", writeDisconnects},
    Metric{"signalbox_messages_total", "counter",
           "Data messages received (in) and delivered, one a recipient (out).", writeMessages},
    Metric{"signalbox_message_bytes_total", "counter", "Payload bytes of those messages.", writeMessageBytes},
    Metric{"signalbox_messages_dropped_total", "counter",
           "Messages that never reached a slow consumer, by outbox policy.",
           [](Writer &writer, const Sources &sources) {
               writeByLabel(writer, "policy", sumByLabel<&ServerCounters::dropped>(sources));
           }},
    Metric{"signalbox_hints_dropped_total", "counter",
           "Messages joined and left that were left out for slow consumers.",
           [](Writer &writer, const Sources &sources) {
               writer.sample({}, sum<&ServerCounters::hintsDropped>(sources));
           }},
    Metric{"signalbox_work_paused_seconds_total", "counter",
           "Time during which connections were not read, because limits.work was used up.",
           [](Writer &writer, const Sources &sources) {
               writer.sample({}, double(sum<&ServerCounters::workPausedNs>(sources)) / 1e9);
           }},
    Metric{"signalbox_send_queue_bytes", "gauge", "Bytes queued for all connections.",
           [](Writer &writer, const Sources &sources) {
               writer.sample({}, sum<&ServerCounters::queuedBytes>(sources));
           }},
    Metric{"signalbox_memory_bytes", "gauge", "Memory held for connections and history, by use.",
           [](Writer &writer, const Sources &sources) {
               for (std::size_t part = 0; part < MemoryPartCount; ++part) {
                   writer.sample({{"part", memoryPartName(MemoryPart(part))}},
                                 sources.memory.part(MemoryPart(part)).bytes());
               }
           }},
    Metric{"signalbox_broadcast_fanout_seconds", "histogram",
           "Time from a message to the last outbox of its room, on each io thread.",
           [](Writer &writer, const Sources &sources) {
               writer.histogram({}, sumOfHistograms<&ServerCounters::fanout>(sources));
           }},
    Metric{"signalbox_rooms", "gauge", "Rooms with members.",
           [](Writer &writer, const Sources &sources) {
               writer.sample({}, sum<&ServerCounters::rooms>(sources));
           }},
    Metric{"signalbox_users", "gauge", "Users with a connection, guests included.",
           [](Writer &writer, const Sources &sources) {
               writer.sample({}, sum<&ServerCounters::users>(sources));
           }},
    Metric{"signalbox_bans", "gauge", "Bans.",
           [](Writer &writer, const Sources &sources) { writer.sample({}, quint64(sources.bans)); }},
    Metric{"signalbox_ping_rtt_seconds", "histogram", "Round trips of the server's pings.",
           [](Writer &writer, const Sources &sources) {
               writer.histogram({}, sumOfHistograms<&ServerCounters::pingRtt>(sources));
           }},
    Metric{"signalbox_pings_total", "counter", "Pings received (in) and sent (out).",
           [](Writer &writer, const Sources &sources) {
               writer.sample({{"direction", "in"}}, sum<&ServerCounters::pingsReceived>(sources));
               writer.sample({{"direction", "out"}}, sum<&ServerCounters::pingsSent>(sources));
           }},
    Metric{"signalbox_pongs_total", "counter",
           "Pings answered, and answers replaced by a newer one while the peer did not read.",
           [](Writer &writer, const Sources &sources) {
               writer.sample({{"result", "sent"}}, sum<&ServerCounters::pongsSent>(sources));
               writer.sample({{"result", "superseded"}}, sum<&ServerCounters::pongsSuperseded>(sources));
           }},
    Metric{"signalbox_event_loop_lag_seconds", "histogram", "Lateness of the timers of an io thread.",
           [](Writer &writer, const Sources &sources) {
               int worker = 0; // not added up: a thread that is slow has to be visible
               for (const ServerCounters &counters : sources.counters.all())
                   writer.histogram({{"worker", QByteArray::number(worker++)}}, counters.loopLag.reading());
           }},
    Metric{"signalbox_log_lines_lost_total", "counter", "Log lines that could not be queued or written.",
           [](Writer &writer, const Sources &) { writer.sample({}, LogSink::lostLinesOfProcess()); }},
    Metric{"signalbox_broker_publish_seconds", "histogram",
           "Time from the receipt of a publication to its arrival from the broker.",
           [](Writer &writer, const Sources &sources) {
               if (sources.brokerPublishes)
                   writer.histogram({}, *sources.brokerPublishes);
           },
           IfKnown},
    Metric{"signalbox_store_lag_seconds", "gauge",
           "Age of the oldest write that is not in the file of the store.", writeStoreLag, IfKnown},
    Metric{"signalbox_store_errors_total", "counter",
           "Attempts of the store that failed, by reason, and writes that were given up (lost).",
           writeStoreErrors, IfKnown},
    Metric{"signalbox_broker_up", "gauge", "Whether the broker can be reached.",
           [](Writer &writer, const Sources &sources) {
               if (sources.isBrokerUp)
                   writer.sample({}, quint64(*sources.isBrokerUp));
           },
           IfKnown},
    Metric{"signalbox_cluster_nodes", "gauge",
           "Nodes of the cluster: this one, and those whose heartbeat is not late.",
           [](Writer &writer, const Sources &sources) {
               if (sources.clusterNodes)
                   writer.sample({}, quint64(*sources.clusterNodes));
           },
           IfKnown},
    Metric{"signalbox_caps_local", "gauge",
           "Whether what is limited at all nodes together is limited at this one alone.",
           [](Writer &writer, const Sources &sources) {
               if (sources.areCapsLocal)
                   writer.sample({}, quint64(*sources.areCapsLocal));
           },
           IfKnown},
    Metric{"signalbox_admin_actions_total", "counter",
           "Commands of consoles, by their outcome for each connection.",
           [](Writer &writer, const Sources &sources) {
               for (const auto &[key, count] : sources.counters.actions().values())
                   writer.sample({{"action", key.action.text}, {"result", key.result.text}}, count);
           }},
    Metric{"signalbox_tls_certificate_expiry_timestamp_seconds", "gauge",
           "When the certificate expires, seconds since 1970.",
           [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.certificateExpiry); },
           IfKnown},
    Metric{"process_cpu_seconds_total", "counter", "Processor time used.",
           [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.cpuSeconds); },
           IfKnown},
    Metric{
        "process_resident_memory_bytes", "gauge", "Memory in use.",
        [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.residentBytes); },
        IfKnown},
    Metric{"process_virtual_memory_bytes", "gauge", "Address space in use.",
           [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.virtualBytes); },
           IfKnown},
    Metric{
        "process_open_fds", "gauge", "Open file descriptors.",
        [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.openDescriptors); },
        IfKnown},
    Metric{
        "process_max_fds", "gauge", "File descriptors that may be open.",
        [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.maxDescriptors); },
        IfKnown},
    Metric{"process_threads", "gauge", "Threads.",
           [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.threads); },
           IfKnown},
    Metric{"process_start_time_seconds", "gauge", "Start of the process, seconds since 1970.",
           [](Writer &writer, const Sources &sources) { writeIfKnown(writer, sources.process.startedAt); },
           IfKnown},
};

} // namespace

QByteArray metricsText(const MetricsSources &sources)
{
    MetricsWriter writer;
    for (const Metric &metric : Metrics) {
        writer.family(metric.name, metric.type, metric.help, metric.samples == IfKnown);
        metric.write(writer, sources);
    }
    return writer.take();
}

QByteArrayList metricNames()
{
    QByteArrayList names;
    for (const Metric &metric : Metrics)
        names += metric.name;
    return names;
}

} // namespace signalbox
