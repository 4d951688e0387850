#include "ui/theme/latencyband.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(std::optional<signalbox::Nanoseconds>)

class tst_LatencyBand : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bands_data();
    void bands();
    void namesDiffer();
    void shapesDifferWithoutColour();
};

void tst_LatencyBand::bands_data()
{
    QTest::addColumn<std::optional<Nanoseconds>>("latency");
    QTest::addColumn<LatencyBand>("band");
    const auto some = [](Nanoseconds ns) { return std::optional(ns); };
    QTest::newRow("none yet") << std::optional<Nanoseconds>() << LatencyBand::Unknown;
    QTest::newRow("zero") << some(0ns) << LatencyBand::Great;
    QTest::newRow("last great") << some(50ms - 1ns) << LatencyBand::Great;
    QTest::newRow("first good") << some(50ms) << LatencyBand::Good;
    QTest::newRow("last good") << some(150ms - 1ns) << LatencyBand::Good;
    QTest::newRow("first fair") << some(150ms) << LatencyBand::Fair;
    QTest::newRow("last fair") << some(400ms - 1ns) << LatencyBand::Fair;
    QTest::newRow("first poor") << some(400ms) << LatencyBand::Poor;
    QTest::newRow("a minute") << some(1min) << LatencyBand::Poor;
}

void tst_LatencyBand::bands()
{
    QFETCH(std::optional<Nanoseconds>, latency);
    QFETCH(LatencyBand, band);
    QCOMPARE(latencyBand(latency), band);
}

void tst_LatencyBand::namesDiffer()
{
    QStringList names;
    for (int band = 0; band < LatencyBandCount; ++band)
        names += latencyBandName(LatencyBand(band));
    QCOMPARE(names.removeDuplicates(), 0);
    QVERIFY(!names.contains(QString()));
}

void tst_LatencyBand::shapesDifferWithoutColour()
{
    QList<QImage> images;
    for (int band = 0; band < LatencyBandCount; ++band) {
        QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintLatencyBars(painter, QRectF(0, 0, 16, 16), LatencyBand(band), Qt::black);
        painter.end();
        QVERIFY(!images.contains(image));
        images += image;
    }
}

QTEST_MAIN(tst_LatencyBand)
#include "tst_latencyband.moc"
