#include "core/observe/metricstext.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

HistogramReading reading(std::vector<quint64> counts, Nanoseconds sum)
{
    return {{500us, 1ms, 2500ms}, std::move(counts), sum};
}

//! One of everything.
MetricsSnapshot sample()
{
    MetricsSnapshot snapshot;
    snapshot.listeners = {{"127.0.0.1:8080", 5, 2}, {"[::1]:8080", 0, 0}};
    snapshot.rejected = {{"origin", 3}};
    snapshot.disconnects = {{{"4100", Initiator::Server, Cause::Kicked}, 2}};
    snapshot.otherDisconnects = 1;
    snapshot.dropped = {{"close", 4}};
    snapshot.in = {1, 2, 3};
    snapshot.out = {4, 5, 18'446'744'073'709'551'615u};
    snapshot.pingsSent = 6;
    snapshot.pingsReceived = 7;
    snapshot.pongsSent = 8;
    snapshot.pongsSuperseded = 9;
    snapshot.pingRtt = reading({1, 0, 2, 3}, 1500ms);
    snapshot.fanout = reading({0, 0, 0, 0}, 0ns);
    snapshot.loopLag = {reading({1, 0, 0, 0}, 1us), reading({0, 1, 0, 0}, 1ms)};
    snapshot.rooms = 10;
    snapshot.users = 11;
    snapshot.queuedBytes = 11;
    snapshot.actions = {{"kick", "closed_clean", 12}};
    snapshot.certificateExpiry = 1'893'456'000;
    snapshot.process = {1.5, 4096, 8192, 12, 1024, 3, 1'700'000'000.25};
    return snapshot;
}

QStringList linesOf(const MetricsSnapshot &snapshot)
{
    return QString::fromUtf8(metricsText(snapshot)).split(u'\n');
}

} // namespace

class TstMetricsText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void says_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {
                 R"(signalbox_connections{listener="127.0.0.1:8080"} 3)",
                 R"(signalbox_connections{listener="[::1]:8080"} 0)",
                 R"(signalbox_connections_accepted_total{listener="127.0.0.1:8080"} 5)",
                 R"(signalbox_connections_rejected_total{reason="origin"} 3)",
                 R"(signalbox_disconnects_total{code="4100",initiator="server",cause="kicked"} 2)",
                 R"(signalbox_disconnects_total{code="other",initiator="other",cause="other"} 1)",
                 R"(signalbox_messages_total{direction="in",type="text"} 1)",
                 R"(signalbox_messages_total{direction="in",type="binary"} 2)",
                 R"(signalbox_messages_total{direction="out",type="text"} 4)",
                 R"(signalbox_messages_total{direction="out",type="binary"} 5)",
                 R"(signalbox_message_bytes_total{direction="in"} 3)",
                 R"(signalbox_message_bytes_total{direction="out"} 18446744073709551615)",
                 R"(signalbox_messages_dropped_total{policy="close"} 4)",
                 "signalbox_send_queue_bytes 11",
                 "signalbox_rooms 10",
                 "signalbox_users 11",
                 R"(signalbox_ping_rtt_seconds_bucket{le="0.0005"} 1)",
                 R"(signalbox_ping_rtt_seconds_bucket{le="0.001"} 1)",
                 R"(signalbox_ping_rtt_seconds_bucket{le="2.5"} 3)",
                 R"(signalbox_ping_rtt_seconds_bucket{le="+Inf"} 6)",
                 "signalbox_ping_rtt_seconds_sum 1.5",
                 "signalbox_ping_rtt_seconds_count 6",
                 R"(signalbox_broadcast_fanout_seconds_bucket{le="+Inf"} 0)",
                 R"(signalbox_event_loop_lag_seconds_bucket{worker="0",le="0.0005"} 1)",
                 R"(signalbox_event_loop_lag_seconds_bucket{worker="1",le="0.0005"} 0)",
                 R"(signalbox_event_loop_lag_seconds_sum{worker="1"} 0.001)",
                 R"(signalbox_pings_total{direction="out"} 6)",
                 R"(signalbox_pings_total{direction="in"} 7)",
                 R"(signalbox_pongs_total{result="sent"} 8)",
                 R"(signalbox_pongs_total{result="superseded"} 9)",
                 "signalbox_tls_certificate_expiry_timestamp_seconds 1893456000",
                 R"(signalbox_admin_actions_total{action="kick",result="closed_clean"} 12)",
                 "process_cpu_seconds_total 1.5",
                 "process_resident_memory_bytes 4096",
                 "process_virtual_memory_bytes 8192",
                 "process_open_fds 12",
                 "process_max_fds 1024",
                 "process_threads 3",
                 "process_start_time_seconds 1700000000.25",
             })
            QTest::newRow(line) << QString::fromLatin1(line);
    }
    void says()
    {
        QFETCH(const QString, line);
        QCOMPARE(linesOf(sample()).count(line), 1);
    }
    void saysWhatIsRunning()
    {
        const QString line = u"signalbox_build_info{version=\"" SIGNALBOX_VERSION "\",qt=\"%1\"} 1"_s;
        QVERIFY(linesOf(sample()).contains(line.arg(QString::fromLatin1(qVersion()))));
    }
    void leavesOutWhatIsNotKnown()
    {
        const QByteArray text = metricsText({});
        QVERIFY(!text.contains("process_"));
        QVERIFY(!text.contains("certificate"));
        QVERIFY(text.contains("signalbox_ping_rtt_seconds_count 0\n")); // nothing recorded is known
    }
    void escapesLabels_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("escaped");
        QTest::newRow("quote") << QByteArray(R"(a"b)") << QByteArray(R"(a\"b)");
        QTest::newRow("backslash") << QByteArray(R"(a\b)") << QByteArray(R"(a\\b)");
        QTest::newRow("newline") << QByteArray("a\nb") << QByteArray(R"(a\nb)");
        QTest::newRow("all in a row") << QByteArray("\\\"\n") << QByteArray(R"(\\\"\n)");
        QTest::newRow("UTF-8") << QByteArray("\xe4\xbd\xa0") << QByteArray("\xe4\xbd\xa0");
    }
    void escapesLabels()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, escaped);
        MetricsSnapshot snapshot;
        snapshot.rejected = {{value, 1}};
        const QByteArray line = "\nsignalbox_connections_rejected_total{reason=\"" + escaped + "\"} 1\n";
        QVERIFY2(metricsText(snapshot).contains(line), metricsText(snapshot).constData());
    }
    void isWellFormed_data()
    {
        QTest::addColumn<bool>("isFull");
        QTest::newRow("one of everything") << true;
        QTest::newRow("nothing") << false;
    }
    // The grammar of the format, and that each family stands together behind its HELP and its TYPE.
    void isWellFormed()
    {
        QFETCH(const bool, isFull);
        static const QRegularExpression comment(
            u"^# (?:HELP (?<help>[a-z_]+) [^\\\\]+|TYPE (?<type>[a-z_]+) (?:counter|gauge|histogram))$"_s);
        static const QRegularExpression metric(
            uR"(^(?<name>[a-z_]+)(?:\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? (?:-?[0-9.e+-]+|\+Inf)$)"_s);
        QStringList lines = linesOf(isFull ? sample() : MetricsSnapshot());
        QCOMPARE(lines.takeLast(), QString()); // the last line ends, too
        QSet<QString> seen;
        QString helped;
        QString family;
        for (const QString &line : lines) {
            if (line.startsWith(u'#')) {
                const QRegularExpressionMatch match = comment.match(line);
                QVERIFY2(match.hasMatch(), qPrintable(line));
                if (match.hasCaptured(u"help"_s)) {
                    helped = match.captured(u"help"_s);
                    QVERIFY2(!seen.contains(helped), qPrintable(line));
                    seen.insert(helped);
                } else {
                    family = match.captured(u"type"_s);
                    QCOMPARE(family, helped);
                    const bool isCounter = line.endsWith(" counter"_L1);
                    QCOMPARE(family.endsWith("_total"_L1), isCounter);
                }
                continue;
            }
            const QRegularExpressionMatch match = metric.match(line);
            QVERIFY2(match.hasMatch(), qPrintable(line));
            QString name = match.captured(u"name"_s);
            for (const QString &suffix : {u"_bucket"_s, u"_sum"_s, u"_count"_s}) {
                if (name == family + suffix)
                    name = family;
            }
            QCOMPARE(name, family);
        }
        QVERIFY(seen.size() > 10);
    }
};

QTEST_GUILESS_MAIN(TstMetricsText)
#include "tst_metricstext.moc"
