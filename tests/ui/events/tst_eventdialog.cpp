#include "ui/events/eventdialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

using Subject = RequestRefused::Subject;

ServerEvent refused(Subject subject, const QString &value, const QString &entry)
{
    ServerEvent event;
    event.count = 3;
    event.body = RequestRefused{.reason = subject == Subject::Host ? "host"_L1 : "origin"_L1,
                                .status = subject == Subject::Host ? 421 : 403,
                                .subject = subject,
                                .value = value,
                                .setting = subject == Subject::Host ? "policy.hosts"_L1 : "policy.origins"_L1,
                                .entry = entry};
    return event;
}

} // namespace

class TestEventDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void configuration_data()
    {
        QTest::addColumn<int>("subject");
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QStringList>("present");
        QTest::addColumn<QString>("lines");
        const auto row = [](const char *name, Subject subject, const QString &entry,
                            const QStringList &present, const QString &lines) {
            QTest::newRow(name) << int(subject) << entry << present << lines;
        };
        row("the first origin", Subject::Origin, u"https://shop.example"_s, {},
            u"[policy]\norigins = [\"https://shop.example\"]\n"_s);
        row("another origin", Subject::Origin, u"https://shop.example"_s, {u"https://a.example"_s, u"null"_s},
            u"[policy]\norigins = [\"https://a.example\", \"null\", \"https://shop.example\"]\n"_s);
        row("allowed meanwhile", Subject::Origin, u"https://a.example"_s, {u"https://a.example"_s},
            u"[policy]\norigins = [\"https://a.example\"]\n"_s);
        row("a host", Subject::Host, u"chat.example"_s, {u"b.example"_s},
            u"[policy]\nhosts = [\"b.example\", \"chat.example\"]\n"_s);
        row("nothing that can be allowed", Subject::Origin, {}, {u"https://a.example"_s}, {});
        row("quotes", Subject::Origin, u"a\"\\b"_s, {}, u"[policy]\norigins = [\"a\\\"\\\\b\"]\n"_s);
    }
    void configuration()
    {
        QFETCH(const int, subject);
        QFETCH(const QString, entry);
        QFETCH(const QStringList, present);
        QFETCH(const QString, lines);
        ServerStatus status;
        (Subject(subject) == Subject::Host ? status.hosts : status.origins) = present;
        const ServerEvent event = refused(Subject(subject), entry, entry);
        QCOMPARE(EventDialog::configurationFor(std::get<RequestRefused>(event.body), status), lines);
    }
    void copiesTheLines()
    {
        EventDialog dialog(refused(Subject::Origin, u"https://shop.example"_s, u"https://shop.example"_s),
                           {});
        QCOMPARE(dialog.findChild<QLabel *>(u"headline"_s)->text(), u"403 Origin https://shop.example"_s);
        const QString lines = dialog.findChild<QPlainTextEdit *>(u"configuration"_s)->toPlainText();
        QVERIFY(lines.contains("origins = [\"https://shop.example\"]"_L1));
        QSignalSpy copied(&dialog, &EventDialog::copied);
        dialog.show();
        QTest::mouseClick(dialog.findChild<QPushButton *>(u"copyLines"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), lines);
        QCOMPARE(copied.count(), 1);
        QVERIFY(dialog.isVisible());
    }
    void offersNothingForWhatCannotBeAllowed()
    {
        EventDialog dialog(refused(Subject::Origin, u"<b>\u202Eweb"_s, {}), {});
        QVERIFY(!dialog.findChild<QPlainTextEdit *>(u"configuration"_s));
        QVERIFY(!dialog.findChild<QPushButton *>(u"copyLines"_s));
        const auto *headline = dialog.findChild<QLabel *>(u"headline"_s);
        QCOMPARE(headline->textFormat(), Qt::PlainText);
        QVERIFY(headline->text().contains("<b>‹U+202E›web"_L1) || headline->text().contains(u"‹U+202E›"_s));
    }
    void closesByKeyboard()
    {
        EventDialog dialog(refused(Subject::Host, u"chat.example"_s, u"chat.example"_s), {});
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        dialog.show();
        QTest::keyClick(dialog.focusWidget() ? dialog.focusWidget() : &dialog,
                        Qt::Key_Return); // Close is the default
        QVERIFY(!dialog.isVisible());
    }
};

QTEST_MAIN(TestEventDialog)
#include "tst_eventdialog.moc"
