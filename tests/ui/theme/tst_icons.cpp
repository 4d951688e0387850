#include "ui/theme/icons.h"

#include <QImage>
#include <QPalette>
#include <QTest>

using namespace signalbox;

class tst_Icons : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void draws_data();
    void draws();
    void areAllDifferent();
    void followThePalette();
};

namespace {

QImage imageOf(Icon icon, int size = 16, const QPalette &palette = {}, QIcon::Mode mode = QIcon::Normal)
{
    return makeIcon(icon, palette).pixmap(QSize(size, size), 1.0, mode).toImage();
}

int inkOf(const QImage &image)
{
    int ink = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ink += image.pixelColor(x, y).alpha() > 127 ? 1 : 0;
    }
    return ink;
}

} // namespace

void tst_Icons::draws_data()
{
    QTest::addColumn<Icon>("icon");
    for (int i = 0; i < IconCount; ++i)
        QTest::addRow("%d", i) << Icon(i);
}

void tst_Icons::draws()
{
    QFETCH(Icon, icon);
    for (const int size : {16, 24, 32}) {
        const QImage image = imageOf(icon, size);
        QCOMPARE(image.size(), QSize(size, size));
        QVERIFY2(inkOf(image) > size, "too little to be seen");
        // The edge must be empty: nothing is cut off.
        for (int i = 0; i < size; ++i) {
            QVERIFY(image.pixelColor(i, 0).alpha() < 200 && image.pixelColor(i, size - 1).alpha() < 200);
            QVERIFY(image.pixelColor(0, i).alpha() < 200 && image.pixelColor(size - 1, i).alpha() < 200);
        }
    }
    for (const qreal scale : {1.25, 2.0, 4.0})
        QCOMPARE(makeIcon(icon, {}).pixmap(QSize(16, 16), scale).toImage().size(), QSize(16, 16) * scale);
}

void tst_Icons::areAllDifferent()
{
    for (int a = 0; a < IconCount; ++a) {
        for (int b = 0; b < a; ++b)
            QVERIFY2(imageOf(Icon(a)) != imageOf(Icon(b)), qPrintable(QString::number(a)));
    }
}

void tst_Icons::followThePalette()
{
    QPalette dark;
    dark.setColor(QPalette::ButtonText, Qt::white);
    dark.setColor(QPalette::Disabled, QPalette::ButtonText, Qt::gray);
    QCOMPARE(imageOf(Icon::Stop, 16, dark).pixelColor(8, 8), QColor(Qt::white));
    QCOMPARE(imageOf(Icon::Stop, 16, dark, QIcon::Disabled).pixelColor(8, 8).rgb(), QColor(Qt::gray).rgb());
}

QTEST_MAIN(tst_Icons)
#include "tst_icons.moc"
