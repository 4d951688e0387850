#include "ui/mainwindow/languagecontroller.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_LanguageController : public QObject
{
    Q_OBJECT
private:
    static QString connections(int count)
    {
        return QCoreApplication::translate("signalbox::ConnectionsPanel", "%Ln connection(s)", nullptr,
                                           count);
    }

private Q_SLOTS:
    void hasEnglishPlurals()
    {
        LanguageController languages;
        languages.setLanguage(u"en"_s);
        QCOMPARE(connections(1), u"1 connection"_s);
        QCOMPARE(connections(0), u"0 connections"_s);
        QCOMPARE(connections(1234), u"1,234 connections"_s);
    }

    void switchesAndBack()
    {
        LanguageController languages;
        languages.setLanguage(u"zh_CN"_s);
        QCOMPARE(languages.language(), u"zh_CN"_s);
        QCOMPARE(connections(2), u"2 个连接"_s);
        languages.setLanguage(u"en"_s);
        QCOMPARE(connections(2), u"2 connections"_s);
    }

    // Needs the Debian package qt6-translations-l10n, which app/packages.txt lists.
    void translatesTheTextsOfQt()
    {
        LanguageController languages;
        languages.setLanguage(u"zh_CN"_s);
        const QDialogButtonBox buttons(QDialogButtonBox::Close | QDialogButtonBox::Cancel);
        QCOMPARE(buttons.button(QDialogButtonBox::Close)->text().remove(u"(&C)"_s), u"关闭"_s);
        QCOMPARE(buttons.button(QDialogButtonBox::Cancel)->text(), u"取消"_s);
        QLineEdit edit;
        const std::unique_ptr<QMenu> menu(edit.createStandardContextMenu());
        QVERIFY2(menu->actions().constFirst()->text().startsWith(u"撤消"_s),
                 qPrintable(menu->actions().constFirst()->text()));
        languages.setLanguage(u"en"_s);
        const QDialogButtonBox english(QDialogButtonBox::Cancel);
        QCOMPARE(english.button(QDialogButtonBox::Cancel)->text(), u"Cancel"_s);
    }

    void unknownCodesSelectTheSystem()
    {
        LanguageController languages;
        languages.setLanguage(u"xx"_s);
        QVERIFY(languages.language().isEmpty());
    }

    void removesItsTranslators()
    {
        {
            LanguageController languages;
            languages.setLanguage(u"zh_CN"_s);
        }
        QCOMPARE(connections(2), u"2 connection(s)"_s);
    }
};

QTEST_MAIN(tst_LanguageController)
#include "tst_languagecontroller.moc"
