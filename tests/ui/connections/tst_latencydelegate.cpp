#include "ui/connections/connectionsmodel.h"
#include "ui/connections/latencydelegate.h"
#include "ui/connections/statedelegate.h"
#include "ui/theme/latencyband.h"

#include <QImage>
#include <QPainter>
#include <QStandardItemModel>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_LatencyDelegate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyBandLooksDifferent_data();
    void everyBandLooksDifferent();
    void bandsDifferWithoutColour();
    void selectionUsesItsOwnColour();
    void sizeHintFitsMarkAndText();
    void doesNotPaintOutsideANarrowCell();
    void stateShapesDiffer();
};

namespace {

QPalette darkPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Base, QColor(0x23, 0x26, 0x29));
    palette.setColor(QPalette::Text, Qt::white);
    palette.setColor(QPalette::Highlight, QColor(0x2a, 0x5d, 0x8f));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

QPalette lightPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::Text, Qt::black);
    palette.setColor(QPalette::Highlight, QColor(0x30, 0x8c, 0xc6));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

QStyleOptionViewItem optionFor(const QPalette &palette, int width = 120)
{
    QStyleOptionViewItem option;
    option.palette = palette;
    option.rect = QRect(0, 0, width, 24);
    option.state = QStyle::State_Enabled | QStyle::State_Active;
    option.fontMetrics = QFontMetrics(option.font);
    option.showDecorationSelected = true; // as in every table
    return option;
}

template <typename Delegate>
QImage paint(const QStyleOptionViewItem &option, int role, int value, const QString &text = u"12 ms"_s)
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), text);
    model.setData(model.index(0, 0), value, role);
    QImage image(160, 24, QImage::Format_RGB32);
    image.fill(option.palette.color(QPalette::Base));
    QPainter painter(&image);
    Delegate().paint(&painter, option, model.index(0, 0));
    painter.end();
    return image;
}

QImage paintBand(const QStyleOptionViewItem &option, LatencyBand band, const QString &text = u"12 ms"_s)
{
    return paint<LatencyDelegate>(option, ConnectionsModel::LatencyBandRole, int(band), text);
}

//! Returns which pixels are painted, without their colours.
QImage inkOf(const QImage &image)
{
    QImage ink(image.size(), QImage::Format_Mono);
    const QRgb background = image.pixel(image.width() - 1, 0);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ink.setPixel(x, y, image.pixel(x, y) != background ? 1 : 0);
    }
    return ink;
}

} // namespace

void tst_LatencyDelegate::everyBandLooksDifferent_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::addColumn<bool>("selected");
    QTest::newRow("light") << lightPalette() << false;
    QTest::newRow("dark") << darkPalette() << false;
    QTest::newRow("light, selected") << lightPalette() << true;
    QTest::newRow("dark, selected") << darkPalette() << true;
}

void tst_LatencyDelegate::everyBandLooksDifferent()
{
    QFETCH(QPalette, palette);
    QFETCH(bool, selected);
    QStyleOptionViewItem option = optionFor(palette);
    option.state.setFlag(QStyle::State_Selected, selected);
    QList<QImage> seen;
    for (int band = 0; band < LatencyBandCount; ++band) {
        const QImage image = paintBand(option, LatencyBand(band));
        QVERIFY2(!seen.contains(image), qPrintable(latencyBandName(LatencyBand(band))));
        seen += image;
    }
}

void tst_LatencyDelegate::bandsDifferWithoutColour()
{
    QList<QImage> seen;
    for (int band = 0; band < LatencyBandCount; ++band) {
        const QImage ink = inkOf(paintBand(optionFor(lightPalette()), LatencyBand(band)));
        QVERIFY2(!seen.contains(ink), qPrintable(latencyBandName(LatencyBand(band))));
        seen += ink;
    }
}

void tst_LatencyDelegate::selectionUsesItsOwnColour()
{
    QStyleOptionViewItem option = optionFor(lightPalette());
    option.state |= QStyle::State_Selected;
    const QImage image = paintBand(option, LatencyBand::Great);
    const QRgb accent = latencyBandColor(LatencyBand::Great, Qt::white).rgb();
    bool hasHighlightedText = false;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < 120; ++x) {
            QVERIFY(image.pixel(x, y) != accent);
            hasHighlightedText = hasHighlightedText || image.pixel(x, y) == QColor(Qt::white).rgb();
        }
    }
    QVERIFY(hasHighlightedText);
}

void tst_LatencyDelegate::sizeHintFitsMarkAndText()
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), u"999 ms"_s);
    const QStyleOptionViewItem option = optionFor(lightPalette());
    const QSize plain = QStyledItemDelegate().sizeHint(option, model.index(0, 0));
    const QSize marked = LatencyDelegate().sizeHint(option, model.index(0, 0));
    QVERIFY(marked.width() >= plain.width() + option.fontMetrics.ascent());
    QVERIFY(marked.height() >= plain.height());
}

void tst_LatencyDelegate::doesNotPaintOutsideANarrowCell()
{
    const QImage image = paintBand(optionFor(lightPalette(), 30), LatencyBand::Fair, u"1,234 ms"_s);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 30; x < image.width(); ++x)
            QCOMPARE(image.pixel(x, y), QColor(Qt::white).rgb());
    }
}

void tst_LatencyDelegate::stateShapesDiffer()
{
    const auto ink = [](const QPalette &palette, ConnectionState state) {
        return inkOf(
            paint<StateDelegate>(optionFor(palette), ConnectionsModel::StateRole, int(state), u"same"_s));
    };
    for (const QPalette &palette : {lightPalette(), darkPalette()})
        QVERIFY(ink(palette, ConnectionState::Open) != ink(palette, ConnectionState::Closing));
}

QTEST_MAIN(tst_LatencyDelegate)
#include "tst_latencydelegate.moc"
