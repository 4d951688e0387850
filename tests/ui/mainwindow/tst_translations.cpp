#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

//! Checks that every text of the window has a Chinese translation, and every plural its English forms.
class tst_Translations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areComplete_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("Chinese") << u"signalbox_zh_CN.ts"_s << QStringList{};
        QTest::newRow("English plurals") << u"signalbox_en.ts"_s << QStringList{u"-pluralonly"_s};
    }
    void areComplete()
    {
        QFETCH(QString, file);
        QFETCH(QStringList, options);
        // lupdate adds the texts that are missing to a copy of the file.
        const QTemporaryDir folder;
        const QString copy = folder.filePath(file);
        QVERIFY(QFile::copy(QStringLiteral(TRANSLATIONS) + u'/' + file, copy));
        QFile(copy).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QProcess lupdate;
        lupdate.start(QStringLiteral(LUPDATE),
                      options + QStringList{u"-silent"_s, u"-I"_s, QStringLiteral(UI_SOURCES "/.."),
                                            QStringLiteral(UI_SOURCES),
                                            QStringLiteral(UI_SOURCES "/../core/model"),
                                            QStringLiteral(UI_SOURCES "/../core/server"),
                                            QStringLiteral(UI_SOURCES "/../core/control"), u"-ts"_s, copy});
        QVERIFY2(lupdate.waitForFinished(), qPrintable(lupdate.errorString()));
        QCOMPARE(lupdate.exitCode(), 0);

        QFile ts(copy);
        QVERIFY(ts.open(QFile::ReadOnly));
        QXmlStreamReader xml(&ts);
        QStringList wrong;
        int texts = 0;
        QString source;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == "source"_L1)
                source = xml.readElementText();
            else if (xml.name() == "translation"_L1) {
                ++texts;
                const QString type = xml.attributes().value("type"_L1).toString();
                const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
                if (!type.isEmpty() || text.isEmpty())
                    wrong += source + u" ("_s + (type.isEmpty() ? u"empty"_s : type) + u')';
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(texts > 10);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void keepPlaceholders()
    {
        QFile ts(QStringLiteral(TRANSLATIONS) + u"/signalbox_zh_CN.ts"_s);
        QVERIFY(ts.open(QFile::ReadOnly));
        QXmlStreamReader xml(&ts);
        QString source;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == "source"_L1) {
                source = xml.readElementText();
            } else if (xml.name() == "translation"_L1) {
                const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
                for (const char *place : {"%1", "%2", "%3", "%Ln", "%n", "%L1"}) {
                    const QString wanted = QString::fromLatin1(place);
                    QVERIFY2(source.contains(wanted) == text.contains(wanted), qPrintable(source));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_Translations)
#include "tst_translations.moc"
