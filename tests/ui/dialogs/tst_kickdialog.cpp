#include "ui/dialogs/kickdialog.h"

#include "core/base/closereason.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_KickDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsTheTargets();
    void countsBytes_data();
    void countsBytes();
    void presets_data();
    void presets();
    void customCode();
    void startsWithTheLastChoice_data();
    void startsWithTheLastChoice();
    void hintsSayWhetherTheClientComesBack_data();
    void hintsSayWhetherTheClientComesBack();
    void banHintSaysThatItDoesNotBan();
    void everyControlHasAName();
    void showsUserNamesAsPlainText();
    void typesAndAccepts();
};

namespace {

ConnectionInfo target(quint64 id, const QString &user = u"alice"_s)
{
    ConnectionInfo info;
    info.id = ConnectionId(id);
    info.user = user;
    info.peer = {QHostAddress(u"10.0.3.117"_s), 40037};
    return info;
}

KickDialog::Targets only(quint64 id, const QString &user = u"alice"_s)
{
    return {.connections = 1, .names = user, .only = target(id, user)};
}

template <typename Widget>
Widget *child(const QDialog &dialog, const QString &name)
{
    auto *widget = dialog.findChild<Widget *>(name);
    Q_ASSERT(widget);
    return widget;
}

} // namespace

void tst_KickDialog::showsTheTargets()
{
    const QString one = child<QLabel>(KickDialog(only(12), {}), u"headline"_s)->text();
    QVERIFY(one.contains(u"12"_s) && one.contains(u"alice"_s) && one.contains(u"10.0.3.117:40037"_s));
    const QString many =
        child<QLabel>(KickDialog({.connections = 5300, .names = u"alice, bob and 12 more"_s}, {}),
                      u"headline"_s)
            ->text();
    QVERIFY(many.contains(QLocale().toString(5300) + u" connection"_s));
    QVERIFY(many.contains(u"alice, bob and 12 more"_s));
}

void tst_KickDialog::countsBytes_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("fits");
    QTest::newRow("none") << QString() << 0 << true;
    QTest::newRow("ASCII") << u"be kind to others"_s << 17 << true;
    QTest::newRow("at the limit") << QString(123, u'x') << 123 << true;
    QTest::newRow("one over") << QString(124, u'x') << 124 << false;
    QTest::newRow("41 CJK characters fit") << QString(41, u'\u5C0F') << 123 << true;
    QTest::newRow("42 CJK characters do not") << QString(42, u'\u5C0F') << 126 << false;
    QTest::newRow("beyond the BMP") << u"\U0001F44B"_s << 4 << true;
}

void tst_KickDialog::countsBytes()
{
    QFETCH(QString, reason);
    QFETCH(int, bytes);
    QFETCH(bool, fits);
    KickDialog dialog(only(1), {});
    child<QLineEdit>(dialog, u"reason"_s)->setText(reason);
    const QString size = child<QLabel>(dialog, u"reasonSize"_s)->text();
    QVERIFY2(size.contains(QString::number(bytes) + u" / 123 bytes"_s), qPrintable(size));
    QCOMPARE(size.startsWith(u'▲'), !fits);
    QCOMPARE(child<QPushButton>(dialog, u"kick"_s)->isEnabled(), fits);
    QCOMPARE(dialog.reason(), reason);
}

void tst_KickDialog::presets_data()
{
    QTest::addColumn<int>("code");
    for (const int code : {4100, 4403, 1008, 3003, 1000})
        QTest::addRow("%d", code) << code;
}

void tst_KickDialog::presets()
{
    QFETCH(int, code);
    KickDialog dialog(only(1), {});
    auto *preset = child<QComboBox>(dialog, u"preset"_s);
    const int index = preset->findData(code);
    QVERIFY(index >= 0);
    preset->setCurrentIndex(index);
    QCOMPARE(int(dialog.code()), code);
    QVERIFY(isSendableCloseCode(code));
    QVERIFY(preset->currentText().startsWith(QString::number(code)));
    QVERIFY(!child<QSpinBox>(dialog, u"custom"_s)->isEnabled());
    QVERIFY(!child<QLabel>(dialog, u"hint"_s)->text().isEmpty());
}

void tst_KickDialog::customCode()
{
    KickDialog dialog(only(1), {});
    auto *preset = child<QComboBox>(dialog, u"preset"_s);
    auto *custom = child<QSpinBox>(dialog, u"custom"_s);
    preset->setCurrentIndex(preset->count() - 1);
    QVERIFY(custom->isEnabled());
    custom->setValue(4242);
    QCOMPARE(dialog.code(), quint16(4242));
    custom->setValue(2999);
    QCOMPARE(dialog.code(), quint16(3000));
    custom->setValue(5000);
    QCOMPARE(dialog.code(), quint16(4999));
}

void tst_KickDialog::startsWithTheLastChoice_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("expected");
    QTest::newRow("a preset") << 4403 << 4403;
    QTest::newRow("a custom code") << 4777 << 4777;
    QTest::newRow("a code that must not be sent") << 1006 << 4100;
}

void tst_KickDialog::startsWithTheLastChoice()
{
    QFETCH(int, code);
    QFETCH(int, expected);
    KickDialog dialog(only(1), {quint16(code), u"spam"_s});
    QCOMPARE(dialog.choice(), (KickChoice{quint16(expected), u"spam"_s}));
}

void tst_KickDialog::hintsSayWhetherTheClientComesBack_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    for (const int code : {4100, 4199, 4408, 4409, 4429})
        QTest::addRow("%d", code) << code << u"come back later, waiting longer"_s;
    for (const int code : {4200, 4299})
        QTest::addRow("%d", code) << code << u"come back now"_s;
    for (const int code : {4400, 4407, 4410, 4428, 4430, 4499})
        QTest::addRow("%d", code) << code << u"not to simply retry"_s;
}

void tst_KickDialog::hintsSayWhetherTheClientComesBack()
{
    QFETCH(const int, code);
    QFETCH(const QString, part);
    KickDialog dialog(only(1), {quint16(code), {}});
    QCOMPARE(int(dialog.code()), code);
    const QString hint = child<QLabel>(dialog, u"hint"_s)->text();
    QVERIFY2(hint.contains(part), qPrintable(hint));
}

void tst_KickDialog::banHintSaysThatItDoesNotBan()
{
    KickDialog dialog(only(1), {4403, {}});
    QVERIFY(child<QLabel>(dialog, u"hint"_s)->text().contains(u"nothing keeps it from"_s));
}

void tst_KickDialog::everyControlHasAName()
{
    KickDialog dialog(only(1), {});
    QVERIFY(!child<QComboBox>(dialog, u"preset"_s)->accessibleName().isEmpty());
    QVERIFY(!child<QSpinBox>(dialog, u"custom"_s)->accessibleName().isEmpty());
    QVERIFY(!child<QLineEdit>(dialog, u"reason"_s)->accessibleName().isEmpty());
    const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
    const auto mnemonics = std::ranges::count_if(
        labels, [](const QLabel *label) { return label->buddy() && label->text().contains(u'&'); });
    QCOMPARE(int(mnemonics), 3);
}

void tst_KickDialog::showsUserNamesAsPlainText()
{
    KickDialog dialog(only(1, u"<b>bob</b>"_s), {});
    auto *headline = child<QLabel>(dialog, u"headline"_s);
    QCOMPARE(headline->textFormat(), Qt::PlainText);
    QVERIFY(headline->text().contains(u"<b>bob</b>"_s));
}

void tst_KickDialog::typesAndAccepts()
{
    KickDialog dialog(only(1), {});
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    auto *reason = child<QLineEdit>(dialog, u"reason"_s);
    QTRY_VERIFY(reason->hasFocus());
    QTest::keyClicks(reason, u"enough"_s);
    QTest::keyClick(reason, Qt::Key_Return);
    QCOMPARE(accepted.count(), 1);
    QCOMPARE(dialog.choice(), (KickChoice{4100, u"enough"_s}));
}

QTEST_MAIN(tst_KickDialog)
#include "tst_kickdialog.moc"
