#include "ui/bans/bandialog.h"

#include "tests/ui/bans/bansamples.h"
#include "ui/bans/banpreview.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const WallTime Now(1'800'000'000s);

// The order in the boxes.
enum KindIndex { UserKind, AddressKind, NetworkKind, OriginKind };
enum DurationIndex { Hour, Day, Week, ForEver, Until };

struct Fixture
{
    explicit Fixture(const BanSubject &subject = {})
    {
        dialog = std::make_unique<BanDialog>(connections, subject, nullptr, surroundings());
        open();
    }
    explicit Fixture(const Ban &ban)
    {
        dialog = std::make_unique<BanDialog>(connections, ban, nullptr, surroundings());
        open();
    }
    BanDialog::Surroundings surroundings()
    {
        return {[this] { return now; }, OwnAddresses({QHostAddress(u"192.0.2.17"_s)})};
    }
    void open()
    {
        dialog->open();
        QVERIFY(QTest::qWaitForWindowActive(dialog.get()));
    }
    template <typename Widget>
    Widget &part(const char *name)
    {
        return *dialog->findChild<Widget *>(QLatin1StringView(name));
    }
    QComboBox &kind() { return part<QComboBox>("kind"); }
    QLineEdit &value() { return part<QLineEdit>("value"); }
    QPushButton &ok() { return part<QPushButton>("ok"); }
    QString problem() { return part<QLabel>("problem").text(); }
    int previewed() { return dialog->findChild<BanPreview *>()->count(); }
    QMessageBox *question() { return dialog->findChild<QMessageBox *>(u"ownAddressQuestion"_s); }

    WallTime now = Now;
    ConnectionsModel connections;
    std::unique_ptr<BanDialog> dialog;
};

} // namespace

class tst_BanDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void proposesWhatIsKnown_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QStringList>("values"); // by kind
        QTest::newRow("user") << u"ann"_s << u"10.0.3.117"_s << u"https://a.example"_s << int(UserKind)
                              << QStringList{u"ann"_s, u"10.0.3.117"_s, u"10.0.3.0/24"_s,
                                             u"https://a.example"_s};
        QTest::newRow("guest") << u"guest-7"_s << u"10.0.3.117"_s << QString() << int(AddressKind)
                               << QStringList{u"guest-7"_s, u"10.0.3.117"_s, u"10.0.3.0/24"_s, QString()};
        QTest::newRow("IPv6") << QString() << u"2001:db8::8a2e:370:7334"_s << QString() << int(AddressKind)
                              << QStringList{QString(), u"2001:db8::8a2e:370:7334"_s, u"2001:db8::/64"_s,
                                             QString()};
        QTest::newRow("mapped") << QString() << u"::ffff:10.0.3.117"_s << QString() << int(AddressKind)
                                << QStringList{QString(), u"10.0.3.117"_s, u"10.0.3.0/24"_s, QString()};
        QTest::newRow("Origin") << QString() << QString() << u"https://a.example"_s << int(OriginKind)
                                << QStringList{QString(), QString(), QString(), u"https://a.example"_s};
        QTest::newRow("nothing") << QString() << QString() << QString() << int(UserKind)
                                 << QStringList{QString(), QString(), QString(), QString()};
    }
    void proposesWhatIsKnown()
    {
        QFETCH(QString, user);
        QFETCH(QString, address);
        QFETCH(QString, origin);
        QFETCH(int, kind);
        QFETCH(QStringList, values);
        Fixture f(BanSubject{user, QHostAddress(address), origin});
        QCOMPARE(f.kind().currentIndex(), kind);
        for (int i = 0; i < values.size(); ++i) {
            f.kind().setCurrentIndex(i);
            QCOMPARE(f.value().text(), values[i]);
            QCOMPARE(f.ok().isEnabled(), !values[i].isEmpty());
        }
    }
    void keepsWhatWasTypedForAKind()
    {
        Fixture f(BanSubject{.user = u"ann"_s});
        f.value().setText(u"bob"_s);
        f.kind().setCurrentIndex(NetworkKind);
        f.value().setText(u"10.0.0.0/8"_s);
        f.kind().setCurrentIndex(UserKind);
        QCOMPARE(f.value().text(), u"bob"_s);
        f.kind().setCurrentIndex(NetworkKind);
        QCOMPARE(f.value().text(), u"10.0.0.0/8"_s);
    }

    void checksTheValue_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("value"); // empty: not valid
        QTest::newRow("user") << int(UserKind) << u" ann "_s << u"ann"_s;
        QTest::newRow("user, visible form") << int(UserKind) << u"al‹U+200D›ice"_s << u"al\u200dice"_s;
        QTest::newRow("user, blank") << int(UserKind) << u"  "_s << QString();
        QTest::newRow("address") << int(AddressKind) << u"10.0.3.117"_s << u"10.0.3.117"_s;
        QTest::newRow("address, IPv6") << int(AddressKind) << u"2001:DB8:0::1"_s << u"2001:db8::1"_s;
        QTest::newRow("address, incomplete") << int(AddressKind) << u"10.0.3"_s << QString();
        QTest::newRow("network") << int(NetworkKind) << u"10.0.3.117/8"_s << u"10.0.0.0/8"_s;
        QTest::newRow("network, too long") << int(NetworkKind) << u"10.0.0.0/33"_s << QString();
        QTest::newRow("Origin") << int(OriginKind) << u"HTTPS://A.example:443"_s << u"https://a.example"_s;
        QTest::newRow("Origin with a path") << int(OriginKind) << u"https://a.example/x"_s << QString();
    }
    void checksTheValue()
    {
        QFETCH(int, kind);
        QFETCH(QString, typed);
        QFETCH(QString, value);
        Fixture f;
        f.kind().setCurrentIndex(kind);
        f.value().setText(typed);
        QCOMPARE(f.ok().isEnabled(), !value.isEmpty());
        QCOMPARE(f.problem().isEmpty(), !value.isEmpty());
        if (value.isEmpty())
            return;
        f.ok().click();
        QCOMPARE(f.dialog->result(), int(QDialog::Accepted));
        QCOMPARE(f.dialog->ban().value, value);
    }
    void nothingIsWrongBeforeOneTypes()
    {
        Fixture f;
        QVERIFY(!f.ok().isEnabled());
        QVERIFY(f.problem().isEmpty());
    }

    void ends_data()
    {
        QTest::addColumn<int>("duration");
        QTest::addColumn<qint64>("seconds"); // -1: never
        QTest::newRow("hour") << int(Hour) << qint64(3600);
        QTest::newRow("day") << int(Day) << qint64(86'400);
        QTest::newRow("week") << int(Week) << qint64(7 * 86'400);
        QTest::newRow("for ever") << int(ForEver) << qint64(-1);
    }
    void ends()
    {
        QFETCH(int, duration);
        QFETCH(qint64, seconds);
        Fixture f(BanSubject{.user = u"ann"_s});
        QCOMPARE(f.part<QComboBox>("duration").currentIndex(), int(Day));
        f.part<QComboBox>("duration").setCurrentIndex(duration);
        QVERIFY(!f.part<QDateTimeEdit>("until").isEnabled());
        f.now += 30s; // it counts from when the ban is made
        f.ok().click();
        const auto expected =
            seconds < 0 ? std::nullopt : std::optional(Now + 30s + std::chrono::seconds(seconds));
        QCOMPARE(f.dialog->ban().expires, expected);
    }
    void endsAtAChosenTime()
    {
        Fixture f(BanSubject{.user = u"ann"_s});
        f.part<QComboBox>("duration").setCurrentIndex(Until);
        auto &until = f.part<QDateTimeEdit>("until");
        QVERIFY(until.isEnabled());
        until.setDateTime(QDateTime::fromSecsSinceEpoch(1'800'000'000 - 60));
        QVERIFY(!f.ok().isEnabled());
        QVERIFY(!f.problem().isEmpty());
        until.setDateTime(QDateTime::fromSecsSinceEpoch(1'800'000'000 + 600));
        QVERIFY(f.ok().isEnabled());
        f.now += 11min; // meanwhile it has passed
        f.ok().click();
        QCOMPARE(f.dialog->result(), 0);
        QVERIFY(!f.ok().isEnabled());
        f.now = Now;
        until.setDateTime(QDateTime::fromSecsSinceEpoch(1'800'000'000 + 660));
        f.ok().click();
        QCOMPARE(f.dialog->ban().expires, std::optional(Now + 660s));
    }
    void previewsWhomItWouldClose()
    {
        Fixture f(BanSubject{.user = u"ann"_s, .address = QHostAddress(u"10.0.3.117"_s)});
        QCOMPARE(f.previewed(), 0);
        addPeers(f.connections, {{u"ann"_s, u"10.0.3.117"_s},
                                 {u"bob"_s, u"10.0.3.117"_s, u"https://a.example"_s},
                                 {u"cid"_s, u"10.0.3.9"_s},
                                 {u"dan"_s, u"10.0.4.9"_s}});
        QTRY_COMPARE(f.previewed(), 1);
        f.kind().setCurrentIndex(AddressKind);
        QCOMPARE(f.previewed(), 2);
        f.kind().setCurrentIndex(NetworkKind);
        QCOMPARE(f.previewed(), 3);
        f.value().setText(u"10.0.0.0/16"_s);
        QCOMPARE(f.previewed(), 4);
        f.value().setText(u"10.0.0.0/1x"_s);
        QCOMPARE(f.previewed(), 0);
        f.kind().setCurrentIndex(OriginKind);
        f.value().setText(u"https://a.example"_s);
        QCOMPARE(f.previewed(), 1);
    }

    void asksAgainAboutThisMachine_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("loopback") << u"127.0.0.1"_s;
        QTest::newRow("IPv6 loopback") << u"::1"_s;
        QTest::newRow("own") << u"192.0.2.17"_s;
    }
    void asksAgainAboutThisMachine()
    {
        QFETCH(QString, address);
        Fixture f(BanSubject{.address = QHostAddress(address)});
        QVERIFY(!f.problem().isEmpty());
        QVERIFY(f.ok().isEnabled());
        QSignalSpy accepted(f.dialog.get(), &QDialog::accepted);
        f.ok().click();
        QTRY_VERIFY(f.question() && f.question()->isVisible());
        QCOMPARE(accepted.count(), 0);
        QTest::keyClick(f.question(), Qt::Key_Return); // Cancel is the default
        QTRY_VERIFY(!f.question());
        QCOMPARE(accepted.count(), 0);
        QVERIFY(f.dialog->isVisible());
        f.ok().click();
        QTRY_VERIFY(f.question() && f.question()->isVisible());
        QTest::mouseClick(f.question()->findChild<QPushButton *>(u"banAllTheSame"_s), Qt::LeftButton);
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(f.dialog->ban().value, address);
    }
    void asksOnceAboutOthers()
    {
        Fixture f(BanSubject{.address = QHostAddress(u"192.0.2.18"_s)});
        f.ok().click();
        QCOMPARE(f.dialog->result(), int(QDialog::Accepted));
        QVERIFY(!f.question());
    }

    void editsReasonAndEnd()
    {
        Ban ban = banSample(7, BanKind::Address, u"10.0.0.0/8"_s, Now);
        Fixture f(ban);
        QCOMPARE(f.kind().currentIndex(), int(NetworkKind));
        QVERIFY(!f.kind().isEnabled());
        QVERIFY(f.value().isReadOnly());
        QCOMPARE(f.value().text(), ban.value);
        QCOMPARE(f.part<QComboBox>("duration").currentIndex(), int(Until));
        f.part<QLineEdit>("reason").setText(u"came back"_s);
        f.part<QComboBox>("duration").setCurrentIndex(ForEver);
        f.ok().click();
        ban.reason = u"came back"_s;
        ban.expires.reset();
        QCOMPARE(f.dialog->ban(), ban);
    }
    void anUneditedEndStays() // the field shows minutes
    {
        Ban ban = banSample(7, BanKind::User, u"ann"_s, Now);
        ban.expires = Now + 90min + 17s + 123ms;
        Fixture f(ban);
        f.ok().click();
        QCOMPARE(f.dialog->ban(), ban);
    }
    void byKeyboardAlone()
    {
        Fixture f;
        QVERIFY(f.value().hasFocus());
        QTest::keyClicks(&f.value(), u"ann"_s);
        QTest::keyClick(&f.value(), Qt::Key_Tab);
        auto &reason = f.part<QLineEdit>("reason");
        QVERIFY(reason.hasFocus());
        QTest::keyClicks(&reason, u"spam"_s);
        QTest::keyClick(&reason, Qt::Key_Return);
        QCOMPARE(f.dialog->result(), int(QDialog::Accepted));
        QCOMPARE(f.dialog->ban().reason, u"spam"_s);
    }
    void everyControlHasAName()
    {
        Fixture f;
        for (QWidget *control : f.dialog->findChildren<QWidget *>()) {
            if (qobject_cast<QComboBox *>(control) || qobject_cast<QDateTimeEdit *>(control) ||
                control == &f.value())
                QVERIFY(!control->accessibleName().isEmpty());
        }
    }
};

QTEST_MAIN(tst_BanDialog)
#include "tst_bandialog.moc"
