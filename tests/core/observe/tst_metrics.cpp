#include "core/observe/metrics.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

Endpoint listener(quint16 port)
{
    return {QHostAddress(QHostAddress::LocalHost), port};
}

//! Two io threads that have counted something of everything.
struct Counted
{
    Counted()
    {
        counters.provide(2);
        ServerCounters &first = counters.of(0);
        ServerCounters &second = counters.of(1);
        first.accepted.add(listener(1), 3);
        second.accepted.add(listener(2), 5);
        second.accepted.add(listener(1), 10);
        second.ended.add(listener(1), 4);
        first.rejected.add({"origin"}, 2);
        second.rejected.add({"path"});
        second.rejected.add({"origin"});
        const DisconnectKey kicked{closeCodeLabel(4100), Initiator::Server, Cause::Kicked};
        first.disconnects.add(kicked);
        second.disconnects.add(kicked, 2);
        first.dropped.add({"close"}, 7);
        first.hintsDropped.add(8);
        first.in.add(true, 10);
        second.in.add(false, 5);
        first.out.add(true, 10, 3);
        second.out.add(false, 1, 4);
        first.authFailures.add({"unknown_token"}, 3);
        second.authFailures.add({"unknown_token"}, 4);
        second.pingsSent.add(6);
        first.pingsReceived.add(3);
        second.pingsReceived.add(4);
        second.pongsSent.add(8);
        second.pongsSuperseded.add(9);
        first.pingRtt.record(1ms);
        second.pingRtt.record(2ms);
        second.fanout.record(1us);
        first.loopLag.record(1ms);
        first.rooms.set(2);
        second.rooms.set(1);
        first.users.set(5);
        second.users.set(6);
        first.queuedBytes.set(100);
        second.queuedBytes.set(11);
        first.workPausedNs.add(1'250'000'000);
        second.workPausedNs.add(250'000'000);
        memory.part(MemoryPart::Outboxes).add(4000);
        memory.part(MemoryPart::History).add(123456789012);
        counters.actions().add({{"kick"}, {"closed_clean"}}, 12);
    }
    QByteArray text() const
    {
        return metricsText({counters,
                            memory,
                            {listener(2), listener(3)},
                            1'893'456'000,
                            {1.5, 4096, 8192, 12, 1024, 3, 1'700'000'000.25},
                            StoreStats{{1, 2, 3, 4, 5}, 6, Milliseconds(1500)},
                            0,
                            true});
    }

    CounterSets counters;
    MemoryBudget memory;
};

QByteArray textOf(const CounterSets &counters, const std::vector<Endpoint> &listeners = {})
{
    return metricsText({counters, MemoryBudget(), listeners, {}, {}});
}

QStringList linesOf(const QByteArray &text)
{
    return QString::fromUtf8(text).split(u'\n');
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsUpAllThreads_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {
                 R"(signalbox_connections{listener="127.0.0.1:2"} 5)",
                 R"(signalbox_connections{listener="127.0.0.1:3"} 0)",
                 R"(signalbox_connections{listener="127.0.0.1:1"} 9)",
                 R"(signalbox_connections_accepted_total{listener="127.0.0.1:1"} 13)",
                 R"(signalbox_connections_accepted_total{listener="127.0.0.1:3"} 0)",
                 R"(signalbox_connections_rejected_total{reason="origin"} 3)",
                 R"(signalbox_connections_rejected_total{reason="path"} 1)",
                 R"(signalbox_auth_failures_total{reason="unknown_token"} 7)",
                 R"(signalbox_disconnects_total{code="4100",initiator="server",cause="kicked"} 3)",
                 R"(signalbox_messages_total{direction="in",type="text"} 1)",
                 R"(signalbox_messages_total{direction="in",type="binary"} 1)",
                 R"(signalbox_messages_total{direction="out",type="text"} 3)",
                 R"(signalbox_messages_total{direction="out",type="binary"} 4)",
                 R"(signalbox_message_bytes_total{direction="in"} 15)",
                 R"(signalbox_message_bytes_total{direction="out"} 34)",
                 R"(signalbox_messages_dropped_total{policy="close"} 7)",
                 "signalbox_hints_dropped_total 8",
                 "signalbox_send_queue_bytes 111",
                 R"(signalbox_memory_bytes{part="outboxes"} 4000)",
                 R"(signalbox_memory_bytes{part="shared_frames"} 0)",
                 R"(signalbox_memory_bytes{part="history"} 123456789012)",
                 "signalbox_work_paused_seconds_total 1.5",
                 "signalbox_broker_up 1",
                 "signalbox_rooms 3",
                 "signalbox_users 11",
                 R"(signalbox_ping_rtt_seconds_bucket{le="+Inf"} 2)",
                 "signalbox_ping_rtt_seconds_sum 0.003",
                 "signalbox_ping_rtt_seconds_count 2",
                 "signalbox_broadcast_fanout_seconds_count 1",
                 R"(signalbox_event_loop_lag_seconds_count{worker="0"} 1)",
                 R"(signalbox_event_loop_lag_seconds_count{worker="1"} 0)",
                 R"(signalbox_pings_total{direction="out"} 6)",
                 R"(signalbox_pings_total{direction="in"} 7)",
                 R"(signalbox_pongs_total{result="sent"} 8)",
                 R"(signalbox_pongs_total{result="superseded"} 9)",
                 "signalbox_log_lines_lost_total 0",
                 "signalbox_tls_certificate_expiry_timestamp_seconds 1893456000",
                 "signalbox_store_lag_seconds 1.5",
                 R"(signalbox_store_errors_total{kind="full"} 1)",
                 R"(signalbox_store_errors_total{kind="io"} 2)",
                 R"(signalbox_store_errors_total{kind="busy"} 3)",
                 R"(signalbox_store_errors_total{kind="damaged"} 4)",
                 R"(signalbox_store_errors_total{kind="other"} 5)",
                 R"(signalbox_store_errors_total{kind="lost"} 6)",
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
    void addsUpAllThreads()
    {
        QFETCH(const QString, line);
        const QByteArray text = Counted().text();
        QVERIFY2(linesOf(text).count(line) == 1, text.constData());
    }
    void countsWithoutAPlaceAreOther()
    {
        CounterSets counters;
        counters.provide(1);
        for (quint16 port = 1; port <= ServerCounters::MaxListeners + 2; ++port)
            counters.of(0).accepted.add(listener(port));
        // More combinations than there are places.
        for (int i = 0; i < CauseCount; ++i) {
            for (const Initiator initiator : {Initiator::Server, Initiator::Client, Initiator::Network}) {
                for (const int code : {1000, 1001, 1006})
                    counters.of(0).disconnects.add({closeCodeLabel(code), initiator, Cause(i)});
            }
        }
        const QStringList lines = linesOf(textOf(counters));
        QVERIFY(lines.contains(uR"(signalbox_connections_accepted_total{listener="other"} 2)"_s));
        const auto others = CauseCount * 9 - int(ServerCounters::MaxDisconnects);
        QVERIFY(lines.contains(
            uR"(signalbox_disconnects_total{code="other",initiator="other",cause="other"} %1)"_s.arg(
                others)));
    }
    void readmeListsEveryMetric()
    {
        QFile readme(QStringLiteral(README));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(readme.readAll());
        QVERIFY(!metricNames().isEmpty());
        for (const QByteArray &name : metricNames())
            QVERIFY2(text.contains(u'`' + QString::fromLatin1(name) + u'`'), name.constData());
        static const QRegularExpression listed(u"`((?:signalbox|process)_[a-z_]+)`"_s);
        for (auto match = listed.globalMatch(text); match.hasNext();) {
            const QString name = match.next().captured(1);
            if (name.startsWith("signalbox_"_L1) && !name.contains("_total"_L1) &&
                !name.contains("_seconds"_L1))
                continue; // of a library or a program
            QVERIFY2(metricNames().contains(name.toLatin1()), qPrintable(name));
        }
    }
    void hasTheVersions()
    {
        const QString line = u"signalbox_build_info{version=\"" SIGNALBOX_VERSION "\",qt=\"%1\"} 1"_s;
        QVERIFY(linesOf(textOf({})).contains(line.arg(QString::fromLatin1(qVersion()))));
    }
    void showsHowLongTheBrokerTakes()
    {
        CounterSets counters;
        MemoryBudget memory;
        static constexpr std::array<Nanoseconds, 2> bounds{Nanoseconds(1'000'000),
                                                           Nanoseconds(1'000'000'000)};
        Histogram publishes(bounds);
        publishes.record(Nanoseconds(3'000'000));
        MetricsSources sources{counters, memory, {}, {}, {}};
        QVERIFY(!metricsText(sources).contains("signalbox_broker_publish_seconds")); // there is no broker
        QVERIFY(!metricsText(sources).contains("signalbox_caps_local"));
        sources.brokerPublishes = publishes.reading();
        const QStringList lines = linesOf(metricsText(sources));
        QVERIFY(lines.contains(uR"(signalbox_broker_publish_seconds_bucket{le="0.001"} 0)"_s));
        QVERIFY(lines.contains(uR"(signalbox_broker_publish_seconds_bucket{le="1"} 1)"_s));
        QVERIFY(lines.contains(u"signalbox_broker_publish_seconds_sum 0.003"_s));
    }
    void showsTheNodesOfACluster()
    {
        CounterSets counters;
        MemoryBudget memory;
        MetricsSources sources{counters, memory, {}, {}, {}};
        QVERIFY(!metricsText(sources).contains("signalbox_cluster_nodes"));
        sources.clusterNodes = 3;
        QVERIFY(linesOf(metricsText(sources)).contains(u"signalbox_cluster_nodes 3"_s));
    }
    void showsWhetherCapsAreLocal()
    {
        CounterSets counters;
        MemoryBudget memory;
        MetricsSources sources{counters, memory, {}, {}, {}};
        QVERIFY(!metricsText(sources).contains("signalbox_caps_local"));
        sources.areCapsLocal = true;
        QVERIFY(linesOf(metricsText(sources)).contains(u"signalbox_caps_local 1"_s));
        sources.areCapsLocal = false;
        QVERIFY(linesOf(metricsText(sources)).contains(u"signalbox_caps_local 0"_s));
    }
    void leavesOutUnknownValues()
    {
        const QByteArray text = textOf({});
        QVERIFY(!text.contains("process_"));
        QVERIFY(!text.contains("certificate"));
        QVERIFY(text.contains("signalbox_ping_rtt_seconds_count 0\n")); // nothing recorded is known
    }
    void isWellFormed_data()
    {
        QTest::addColumn<bool>("isFull");
        QTest::newRow("everything counted") << true;
        QTest::newRow("nothing counted") << false;
    }
    // The grammar of the format; the samples of a family follow its HELP and its TYPE line.
    void isWellFormed()
    {
        QFETCH(const bool, isFull);
        static const QRegularExpression comment(
            u"^# (?:HELP (?<help>[a-z_]+) [^\\\\]+|TYPE (?<type>[a-z_]+) (?:counter|gauge|histogram))$"_s);
        static const QRegularExpression metric(
            uR"(^(?<name>[a-z_]+)(?:\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? (?:-?[0-9.e+-]+|\+Inf)$)"_s);
        QStringList lines = linesOf(isFull ? Counted().text() : textOf({}));
        QCOMPARE(lines.takeLast(), QString()); // the last line is terminated
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

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
