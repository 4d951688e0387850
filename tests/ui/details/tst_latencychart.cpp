#include "ui/details/latencychart.h"

#include "ui/theme/accent.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr WallTime Now{Milliseconds(1'760'000'000'000)};

//! The rows of the picture in which \a chart has the colour of the line, in the column at \a part of its width.
QList<int> lineAt(LatencyChart &chart, double part)
{
    const QImage picture = chart.grab().toImage();
    const QColor line = accentColor(Accent::Brand, chart.palette().color(QPalette::Base));
    QList<int> rows;
    const int x = int(part * (picture.width() - 1));
    for (int y = 0; y < picture.height(); ++y) {
        const QColor colour = picture.pixelColor(x, y);
        if (std::abs(colour.red() - line.red()) + std::abs(colour.green() - line.green()) +
                std::abs(colour.blue() - line.blue()) <
            60)
            rows += y;
    }
    return rows;
}

} // namespace

class tst_LatencyChart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void theScaleIsARoundNumber_data()
    {
        QTest::addColumn<qint64>("highest"); // µs
        QTest::addColumn<qint64>("top");     // ms
        QTest::newRow("nothing") << qint64(-1) << qint64(1);
        QTest::newRow("zero") << qint64(0) << qint64(1);
        QTest::newRow("below") << qint64(999) << qint64(1);
        QTest::newRow("equal") << qint64(2000) << qint64(2);
        QTest::newRow("above") << qint64(2001) << qint64(5);
        QTest::newRow("200 ms") << qint64(143'000) << qint64(200);
        QTest::newRow("seconds") << qint64(7'100'000) << qint64(10'000);
        QTest::newRow("as long as can be") << qint64(4'294'967'295) << qint64(5'000'000);
    }
    void theScaleIsARoundNumber()
    {
        QFETCH(qint64, highest);
        QFETCH(qint64, top);
        LatencyChart chart;
        if (highest >= 0)
            chart.setPoints({{Now - 10s, 0ns}, {Now, std::chrono::microseconds(highest)}}, Now);
        QVERIFY(chart.top() == Milliseconds(top));
    }
    void drawsTheLine()
    {
        LatencyChart chart;
        QPalette light;
        light.setColor(QPalette::Window, Qt::white);
        light.setColor(QPalette::Base, Qt::white);
        chart.setPalette(light);
        chart.resize(400, 120);
        QVERIFY(lineAt(chart, 0.5).isEmpty());
        chart.setPoints({{Now - 5min, 10ms}, {Now - 150s, 10ms}, {Now - 149s, 90ms}, {Now, 90ms}}, Now);
        const QList<int> left = lineAt(chart, 0.25);
        const QList<int> right = lineAt(chart, 0.75);
        QVERIFY(!left.isEmpty() && !right.isEmpty());
        QVERIFY(left.first() > right.last() + 30); // 10 ms are lower than 90 ms
        QVERIFY(right.first() > 0);
    }
    void saysWhatItShows()
    {
        LatencyChart chart;
        QCOMPARE(chart.accessibleDescription(), u"not measured yet"_s);
        chart.setPoints({{Now - 20s, 31ms}, {Now - 10s, 12ms}, {Now, 19ms}}, Now);
        QCOMPARE(chart.accessibleDescription(), u"lowest 12 ms, highest 31 ms, last 19 ms"_s);
        QCOMPARE(chart.toolTip(), chart.accessibleDescription());
    }
};

QTEST_MAIN(tst_LatencyChart)
#include "tst_latencychart.moc"
