#include "ui/messages/payloadfile.h"

#include "tests/ui/messages/logsamples.h"

#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

PayloadContent content(const QByteArray &payload, MessageType type = MessageType::Text, qint64 more = 0)
{
    MessageRow row{textEntry(17, payload)};
    row.entry.type = type;
    row.entry.size += more;
    return PayloadContent(row);
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "(not there)";
}

} // namespace

class tst_PayloadFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }

    void proposesAName_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<MessageType>("type");
        QTest::addColumn<QString>("end");
        QTest::newRow("text") << QByteArray("hello") << MessageType::Text << u"-17.txt"_s;
        QTest::newRow("JSON") << QByteArray("[1]") << MessageType::Text << u"-17.json"_s;
        QTest::newRow("binary") << QByteArray("\x01") << MessageType::Binary << u"-17.bin"_s;
    }
    void proposesAName()
    {
        QFETCH(QByteArray, payload);
        QFETCH(MessageType, type);
        QFETCH(QString, end);
        const QString name = proposedFileName(content(payload, type));
        QVERIFY2(name.endsWith(end), qPrintable(name));
        // 2023-11-14 22:13:20.017 UTC, in the time of this machine
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(1'700'000'000'017);
        QVERIFY2(name.startsWith(u"message-"_s + time.toString(u"yyyyMMdd-HHmmss"_s) + u"-017"_s),
                 qPrintable(name));
    }

    void savesWhereTheUserWants()
    {
        const QTemporaryDir folder;
        QWidget window;
        window.show();
        PayloadSaver saver(&window);
        QSignalSpy reported(&saver, &PayloadSaver::reported);
        saver.save(content(QByteArray("\x00\xFFz", 3), MessageType::Binary));
        auto *dialog = window.findChild<QFileDialog *>();
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name->text().endsWith(u"-17.bin"_s));
        name->setText(folder.filePath(u"mine.bin"_s));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(read(folder.filePath(u"mine.bin"_s)), QByteArray("\x00\xFFz", 3));
        QCOMPARE(reported.size(), 1);
        QVERIFY(reported[0][0].toString().contains(u"mine.bin"_s));
    }

    void cancellingWritesNothing()
    {
        QWidget window;
        window.show();
        PayloadSaver saver(&window);
        QSignalSpy reported(&saver, &PayloadSaver::reported);
        saver.save(content("x"));
        window.findChild<QFileDialog *>()->reject();
        QVERIFY(reported.isEmpty());
    }

    void saysThatAPayloadIsTruncated_data()
    {
        QTest::addColumn<bool>("save");
        QTest::newRow("saves the beginning") << true;
        QTest::newRow("cancelled") << false;
    }
    void saysThatAPayloadIsTruncated()
    {
        QFETCH(bool, save);
        QWidget window;
        window.show();
        PayloadSaver saver(&window);
        saver.save(content("first", MessageType::Text, 995));
        QVERIFY(!window.findChild<QFileDialog *>()); // not before the question
        auto *question = window.findChild<QMessageBox *>();
        QVERIFY(question);
        QVERIFY(question->text().contains(u"5 B"_s) && question->text().contains(u"1.0 kB"_s));
        for (QAbstractButton *button : question->buttons()) {
            if ((question->buttonRole(button) == QMessageBox::AcceptRole) == save) {
                QCOMPARE(qobject_cast<QPushButton *>(button)->isDefault(), !save);
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        }
        QCOMPARE(window.findChild<QFileDialog *>() != nullptr, save);
    }

    void tellsAWriteError()
    {
        QWidget window;
        window.show();
        PayloadSaver saver(&window);
        QSignalSpy reported(&saver, &PayloadSaver::reported);
        saver.save(content("x"));
        auto *dialog = window.findChild<QFileDialog *>();
        Q_EMIT dialog->fileSelected(u"/dev/null/x"_s);
        auto *failure = window.findChild<QMessageBox *>();
        QVERIFY(failure);
        QVERIFY(failure->informativeText().startsWith(u"/dev/null/x: "_s));
        QVERIFY(failure->informativeText().size() > 14);
        QVERIFY(reported.isEmpty());
        dialog->reject();
        failure->reject();
    }

    void writeErrors_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("no folder") << u"/nonexistent/folder/file"_s;
        QTest::newRow("a folder") << u"/tmp"_s;
        QTest::newRow("a device") << u"/dev/null"_s;
        QTest::newRow("below a device") << u"/dev/null/file"_s;
        QTest::newRow("empty") << QString();
    }
    void writeErrors()
    {
        QFETCH(QString, path);
        const Result<void> result = writePayload(path, "some bytes");
        QVERIFY(!result);
        QVERIFY(!result.error().text.isEmpty());
    }

    void aFailureKeepsTheOldFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"old"_s);
        QVERIFY(writePayload(path, "old"));
        const auto before = std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &limit), 0);
        rlimit small = limit;
        small.rlim_cur = 1000;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0); // as a full disk
        const Result<void> tooLong = writePayload(path, QByteArray(5000, 'x'));
        setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, before);
        QVERIFY(!tooLong);
        QCOMPARE(read(path), QByteArray("old"));
        QVERIFY(writePayload(path, "new and longer"));
        QCOMPARE(read(path), QByteArray("new and longer"));
    }
};

QTEST_MAIN(tst_PayloadFile)
#include "tst_payloadfile.moc"
