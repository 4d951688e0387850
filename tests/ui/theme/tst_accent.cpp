#include "ui/theme/accent.h"

#include <QTest>

using namespace signalbox;

class tst_Accent : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void contrast_data();
    void contrast();
    void hasEnoughContrast_data();
    void hasEnoughContrast();
};

void tst_Accent::contrast_data()
{
    QTest::addColumn<QColor>("a");
    QTest::addColumn<QColor>("b");
    QTest::addColumn<double>("expected");
    QTest::newRow("black on white") << QColor(Qt::black) << QColor(Qt::white) << 21.0;
    QTest::newRow("white on black") << QColor(Qt::white) << QColor(Qt::black) << 21.0;
    QTest::newRow("the same") << QColor(Qt::red) << QColor(Qt::red) << 1.0;
}

void tst_Accent::contrast()
{
    QFETCH(QColor, a);
    QFETCH(QColor, b);
    QFETCH(double, expected);
    QVERIFY(qAbs(contrastRatio(a, b) - expected) < 0.01);
}

void tst_Accent::hasEnoughContrast_data()
{
    QTest::addColumn<Accent>("accent");
    QTest::addColumn<QColor>("background");
    const QList<QPair<const char *, QColor>> backgrounds{
        {"white", Qt::white},      {"light window", 0xefefef}, {"dark base", 0x232629},
        {"dark window", 0x31363b}, {"black", Qt::black},
    };
    for (const auto &[name, background] : backgrounds) {
        for (const Accent accent : {Accent::Good, Accent::Notice, Accent::Bad, Accent::Brand})
            QTest::addRow("%d on %s", int(accent), name) << accent << background;
    }
}

void tst_Accent::hasEnoughContrast()
{
    QFETCH(Accent, accent);
    QFETCH(QColor, background);
    QVERIFY2(contrastRatio(accentColor(accent, background), background) >= 4.5,
             qPrintable(accentColor(accent, background).name()));
}

QTEST_GUILESS_MAIN(tst_Accent)
#include "tst_accent.moc"
