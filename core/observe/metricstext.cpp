#include "core/observe/metricstext.h"

#include <QLocale>

#include <initializer_list>

namespace signalbox {

namespace {

struct Label
{
    const char *name;
    QByteArray value;
};
using Labels = std::initializer_list<Label>;

QByteArray escaped(QByteArray value)
{
    return value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

template <typename Number>
QByteArray formatted(Number value)
{
    if constexpr (std::is_floating_point_v<Number>)
        return QByteArray::number(value, 'f', QLocale::FloatingPointShortest);
    else
        return QByteArray::number(value);
}

double seconds(Nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

//! Writes families one after the other: family(), then all of its samples.
class Page
{
public:
    void family(const char *name, const char *type, const char *help)
    {
        m_name = name;
        m_text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        m_text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    template <typename Number>
    void sample(Labels labels, Number value)
    {
        line("", labels, {}, formatted(value));
    }
    template <typename Number>
    void single(const char *name, const char *type, const char *help, Number value)
    {
        family(name, type, help);
        sample({}, value);
    }
    //! Nothing at all when there is no \a value.
    template <typename Number>
    void singleIfAny(const char *name, const char *type, const char *help, const std::optional<Number> &value)
    {
        if (value)
            single(name, type, help, *value);
    }
    void histogram(Labels labels, const HistogramReading &reading)
    {
        quint64 below = 0;
        for (std::size_t i = 0; i < reading.bounds.size(); ++i) {
            below += reading.counts[i];
            line("_bucket", labels, formatted(seconds(reading.bounds[i])), formatted(below));
        }
        line("_bucket", labels, "+Inf", formatted(reading.count()));
        line("_sum", labels, {}, formatted(seconds(reading.sum)));
        line("_count", labels, {}, formatted(reading.count()));
    }
    const QByteArray &text() const { return m_text; }

private:
    //! \a bound: upper, of a bucket; empty for everything else.
    void line(const char *suffix, Labels labels, const QByteArray &bound, const QByteArray &value)
    {
        m_text.append(m_name).append(suffix);
        char separator = '{';
        const auto add = [&](const char *name, const QByteArray &content) {
            m_text.append(separator).append(name).append("=\"").append(content).append('"');
            separator = ',';
        };
        for (const Label &label : labels)
            add(label.name, escaped(label.value));
        if (!bound.isEmpty())
            add("le", bound);
        if (separator == ',')
            m_text.append('}');
        m_text.append(' ').append(value).append('\n');
    }

    QByteArray m_text;
    const char *m_name = "";
};

void writeConnections(Page &page, const MetricsSnapshot &snapshot)
{
    page.family("signalbox_connections", "gauge", "WebSocket connections that are open now.");
    for (const auto &listener : snapshot.listeners)
        page.sample({{"listener", listener.address}}, qint64(listener.accepted - listener.ended));
    page.family("signalbox_connections_accepted_total", "counter", "WebSocket connections accepted.");
    for (const auto &listener : snapshot.listeners)
        page.sample({{"listener", listener.address}}, listener.accepted);
    page.family("signalbox_connections_rejected_total", "counter",
                "Requests answered with an error before the upgrade.");
    for (const auto &rejected : snapshot.rejected)
        page.sample({{"reason", rejected.name}}, rejected.count);
    page.family("signalbox_disconnects_total", "counter",
                "WebSocket connections that have ended, by close code, who began it, and why.");
    for (const auto &[key, count] : snapshot.disconnects) {
        page.sample({{"code", key.code},
                     {"initiator", initiatorName(key.initiator)},
                     {"cause", causeInfo(key.cause).name}},
                    count);
    }
    if (snapshot.otherDisconnects > 0) {
        page.sample({{"code", "other"}, {"initiator", "other"}, {"cause", "other"}},
                    snapshot.otherDisconnects);
    }
}

void writeMessages(Page &page, const MetricsSnapshot &snapshot)
{
    page.family("signalbox_messages_total", "counter",
                "Data messages received (in) and delivered, one a recipient (out).");
    page.sample({{"direction", "in"}, {"type", "text"}}, snapshot.in.text);
    page.sample({{"direction", "in"}, {"type", "binary"}}, snapshot.in.binary);
    page.sample({{"direction", "out"}, {"type", "text"}}, snapshot.out.text);
    page.sample({{"direction", "out"}, {"type", "binary"}}, snapshot.out.binary);
    page.family("signalbox_message_bytes_total", "counter", "Payload bytes of those messages.");
    page.sample({{"direction", "in"}}, snapshot.in.bytes);
    page.sample({{"direction", "out"}}, snapshot.out.bytes);
    page.family("signalbox_messages_dropped_total", "counter",
                "Messages that never reached a slow consumer, by outbox policy.");
    for (const auto &dropped : snapshot.dropped)
        page.sample({{"policy", dropped.name}}, dropped.count);
    page.single("signalbox_send_queue_bytes", "gauge", "Bytes queued for all connections.",
                snapshot.queuedBytes);
    page.family("signalbox_broadcast_fanout_seconds", "histogram",
                "Time from a message to the last outbox of its room.");
    page.histogram({}, snapshot.fanout);
    page.single("signalbox_rooms", "gauge", "Rooms that somebody is in.", snapshot.rooms);
    page.single("signalbox_users", "gauge", "Users with a connection, guests too.", snapshot.users);
}

void writeHeartbeats(Page &page, const MetricsSnapshot &snapshot)
{
    page.family("signalbox_ping_rtt_seconds", "histogram", "Round trips of the server's pings.");
    page.histogram({}, snapshot.pingRtt);
    page.family("signalbox_pings_total", "counter", "Pings received (in) and sent (out).");
    page.sample({{"direction", "in"}}, snapshot.pingsReceived);
    page.sample({{"direction", "out"}}, snapshot.pingsSent);
    page.family("signalbox_pongs_total", "counter",
                "Pings answered, and answers given up for a newer one while the peer did not read.");
    page.sample({{"result", "sent"}}, snapshot.pongsSent);
    page.sample({{"result", "superseded"}}, snapshot.pongsSuperseded);
}

void writeProcess(Page &page, const ProcessReading &process)
{
    page.singleIfAny("process_cpu_seconds_total", "counter", "Processor time used.", process.cpuSeconds);
    page.singleIfAny("process_resident_memory_bytes", "gauge", "Memory in use.", process.residentBytes);
    page.singleIfAny("process_virtual_memory_bytes", "gauge", "Address space in use.", process.virtualBytes);
    page.singleIfAny("process_open_fds", "gauge", "Open file descriptors.", process.openDescriptors);
    page.singleIfAny("process_max_fds", "gauge", "File descriptors that may be open.",
                     process.maxDescriptors);
    page.singleIfAny("process_threads", "gauge", "Threads.", process.threads);
    page.singleIfAny("process_start_time_seconds", "gauge", "Start of the process, seconds since 1970.",
                     process.startedAt);
}

} // namespace

QByteArray metricsText(const MetricsSnapshot &snapshot)
{
    Page page;
    page.family("signalbox_build_info", "gauge", "What is running; always 1.");
    page.sample({{"version", SIGNALBOX_VERSION}, {"qt", qVersion()}}, 1);
    writeConnections(page, snapshot);
    writeMessages(page, snapshot);
    writeHeartbeats(page, snapshot);
    page.family("signalbox_event_loop_lag_seconds", "histogram", "How late timers of an io thread go off.");
    for (std::size_t i = 0; i < snapshot.loopLag.size(); ++i)
        page.histogram({{"worker", QByteArray::number(i)}}, snapshot.loopLag[i]);
    page.family("signalbox_admin_actions_total", "counter",
                "What consoles did to connections, and how it ended for each.");
    for (const auto &[action, result, count] : snapshot.actions)
        page.sample({{"action", action}, {"result", result}}, count);
    page.singleIfAny("signalbox_tls_certificate_expiry_timestamp_seconds", "gauge",
                     "When the certificate expires, seconds since 1970.", snapshot.certificateExpiry);
    writeProcess(page, snapshot.process);
    return page.text();
}

} // namespace signalbox
