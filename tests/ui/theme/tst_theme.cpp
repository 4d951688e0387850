#include "ui/theme/theme.h"

#include "ui/theme/accent.h"

#include <QApplication>
#include <QEvent>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_Theme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textsHaveContrast_data();
    void textsHaveContrast();
    void accentsHaveContrast_data();
    void accentsHaveContrast();
    void keys_data();
    void keys();
    void changesAtRunTime();
    void withoutADesktopTheSystemIsAsAtStart();
};

namespace {

void addThemes()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

//! Counts the changes of its palette.
class Watcher final : public QWidget
{
public:
    int changes = 0;

protected:
    void changeEvent(QEvent *event) override
    {
        QWidget::changeEvent(event);
        changes += event->type() == QEvent::PaletteChange ? 1 : 0;
    }
};

} // namespace

void tst_Theme::textsHaveContrast_data()
{
    addThemes();
}

void tst_Theme::textsHaveContrast()
{
    QFETCH(bool, dark);
    using Pair = std::pair<QPalette::ColorRole, QPalette::ColorRole>;
    const QList<Pair> pairs{{QPalette::WindowText, QPalette::Window},
                            {QPalette::Text, QPalette::Base},
                            {QPalette::Text, QPalette::AlternateBase},
                            {QPalette::ButtonText, QPalette::Button},
                            {QPalette::HighlightedText, QPalette::Highlight},
                            {QPalette::ToolTipText, QPalette::ToolTipBase},
                            {QPalette::PlaceholderText, QPalette::Base},
                            {QPalette::PlaceholderText, QPalette::Window},
                            {QPalette::PlaceholderText, QPalette::AlternateBase},
                            {QPalette::Link, QPalette::Base}};
    for (const QPalette &palette : {windowPalette(dark), listPalette(dark)}) {
        QCOMPARE(isDark(palette), dark);
        for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive}) {
            for (const auto &[text, ground] : pairs) {
                const double ratio = contrastRatio(palette.color(group, text), palette.color(group, ground));
                QVERIFY2(ratio >= 4.5, qPrintable(u"%1 on %2: %3"_s.arg(text).arg(ground).arg(ratio)));
            }
        }
    }
    // A selected row may have dimmed text.
    QVERIFY(contrastRatio(listPalette(dark).color(QPalette::PlaceholderText),
                          selectionColor(windowPalette(dark))) >= 4.5);
}

void tst_Theme::accentsHaveContrast_data()
{
    addThemes();
}

void tst_Theme::accentsHaveContrast()
{
    QFETCH(bool, dark);
    const QPalette palette = listPalette(dark);
    for (const QPalette::ColorRole ground :
         {QPalette::Window, QPalette::Base, QPalette::AlternateBase, QPalette::Button, QPalette::Highlight}) {
        for (const Accent accent : {Accent::Good, Accent::Notice, Accent::Bad, Accent::Brand}) {
            const QColor background = palette.color(ground);
            const double ratio = contrastRatio(accentColor(accent, background), background);
            QVERIFY2(ratio >= 4.5, qPrintable(u"%1 on %2: %3"_s.arg(int(accent)).arg(ground).arg(ratio)));
        }
    }
}

void tst_Theme::keys_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<ThemeChoice>("choice");
    QTest::newRow("light") << u"light"_s << ThemeChoice::Light;
    QTest::newRow("dark") << u"dark"_s << ThemeChoice::Dark;
    QTest::newRow("system") << u"system"_s << ThemeChoice::System;
    QTest::newRow("nothing saved") << QString() << ThemeChoice::System;
    QTest::newRow("unknown") << u"Dark"_s << ThemeChoice::System;
}

void tst_Theme::keys()
{
    QFETCH(QString, key);
    QFETCH(ThemeChoice, choice);
    QCOMPARE(themeOfKey(key), choice);
    QCOMPARE(themeOfKey(themeKey(choice)), choice);
}

void tst_Theme::changesAtRunTime()
{
    ThemeController theme(nullptr);
    theme.setChoice(ThemeChoice::Light);
    Watcher widget;
    QTableView table;
    widget.show();
    table.show();
    QTRY_COMPARE(widget.palette().color(QPalette::Window), windowPalette(false).color(QPalette::Window));
    widget.changes = 0;
    theme.setChoice(ThemeChoice::Dark);
    QCOMPARE(theme.choice(), ThemeChoice::Dark);
    QTRY_VERIFY(isDark(widget.palette()) && isDark(table.palette()));
    QVERIFY(widget.changes > 0);
    QCOMPARE(table.palette().color(QPalette::Highlight), selectionColor(widget.palette()));
    QVERIFY(widget.palette().color(QPalette::Highlight) != selectionColor(widget.palette()));
    const int changes = widget.changes;
    theme.setChoice(ThemeChoice::Dark);
    QCoreApplication::processEvents();
    QCOMPARE(widget.changes, changes); // the same again changes nothing
    theme.setChoice(ThemeChoice::Light);
    QTRY_VERIFY(!isDark(widget.palette()) && !isDark(table.palette()));
}

void tst_Theme::withoutADesktopTheSystemIsAsAtStart()
{
    ThemeController theme(nullptr);
    theme.setChoice(ThemeChoice::Dark);
    theme.setChoice(ThemeChoice::System);
    QVERIFY(!isDark(QApplication::palette())); // the offscreen platform is light
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
