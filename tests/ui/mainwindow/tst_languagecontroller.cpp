#include "ui/mainwindow/languagecontroller.h"

#include <QCoreApplication>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_LanguageController : public QObject
{
    Q_OBJECT
private:
    static QString connections(int count)
    {
        return QCoreApplication::translate("signalbox::StatsBar", "%Ln connection(s)", nullptr, count);
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

QTEST_GUILESS_MAIN(tst_LanguageController)
#include "tst_languagecontroller.moc"
