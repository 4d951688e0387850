#include "core/observe/metricswriter.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

class TestMetricsWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAFamilyAndItsSamples()
    {
        MetricsWriter writer;
        writer.family("a_total", "counter", "All of it.");
        writer.sample({{"way", "in"}, {"type", "text"}}, quint64(18'446'744'073'709'551'615u));
        writer.sample({}, qint64(-1));
        writer.sample({}, 0.5);
        QCOMPARE(writer.take(), "# HELP a_total All of it.\n"
                                "# TYPE a_total counter\n"
                                "a_total{way=\"in\",type=\"text\"} 18446744073709551615\n"
                                "a_total -1\n"
                                "a_total 0.5\n");
    }
    void optionalFamilyWithoutSamplesIsLeftOut()
    {
        MetricsWriter writer;
        writer.family("a", "gauge", "A.", true);
        writer.family("b", "gauge", "B.");
        writer.family("c", "gauge", "C.", true);
        writer.sample({}, quint64(1));
        QCOMPARE(writer.take(), "# HELP b B.\n# TYPE b gauge\n# HELP c C.\n# TYPE c gauge\nc 1\n");
    }
    void bucketsAreCumulative()
    {
        MetricsWriter writer;
        writer.family("a", "histogram", "A.");
        writer.histogram({{"worker", "0"}}, {{500us, 1ms, 2500ms}, {1, 0, 2, 3}, 1500ms});
        QByteArray text = writer.take();
        text.remove(0, text.indexOf("a_bucket"));
        QCOMPARE(text, "a_bucket{worker=\"0\",le=\"0.0005\"} 1\n"
                       "a_bucket{worker=\"0\",le=\"0.001\"} 1\n"
                       "a_bucket{worker=\"0\",le=\"2.5\"} 3\n"
                       "a_bucket{worker=\"0\",le=\"+Inf\"} 6\n"
                       "a_sum{worker=\"0\"} 1.5\n"
                       "a_count{worker=\"0\"} 6\n");
    }
    void escapesLabels_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("escaped");
        QTest::newRow("quote") << QByteArray(R"(a"b)") << QByteArray(R"(a\"b)");
        QTest::newRow("backslash") << QByteArray(R"(a\b)") << QByteArray(R"(a\\b)");
        QTest::newRow("newline") << QByteArray("a\nb") << QByteArray(R"(a\nb)");
        QTest::newRow("all of them") << QByteArray("\\\"\n") << QByteArray(R"(\\\"\n)");
        QTest::newRow("UTF-8") << QByteArray("\xe4\xbd\xa0") << QByteArray("\xe4\xbd\xa0");
    }
    void escapesLabels()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, escaped);
        MetricsWriter writer;
        writer.family("a", "gauge", "A.");
        writer.sample({{"label", value}}, quint64(1));
        QVERIFY(writer.take().endsWith("a{label=\"" + escaped + "\"} 1\n"));
    }
};

QTEST_GUILESS_MAIN(TestMetricsWriter)
#include "tst_metricswriter.moc"
