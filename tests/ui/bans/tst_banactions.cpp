#include "ui/bans/banactions.h"

#include "tests/ui/bans/bansamples.h"
#include "ui/bans/bandialog.h"
#include "ui/bans/banfile.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    Fixture()
    {
        actions.setOwnAddresses(OwnAddresses({QHostAddress(u"192.0.2.17"_s)}));
        window.show();
        addPeers(connections, {{u"ann"_s, u"10.0.3.117"_s, u"https://a.example"_s},
                               {u"ann"_s, u"10.0.3.118"_s},
                               {u"bob"_s, u"10.0.3.117"_s, u"https://a.example"_s},
                               {QString(), u"10.0.9.9"_s}});
    }
    void select(const std::vector<quint64> &ids)
    {
        ActionTargets targets;
        for (const quint64 id : ids)
            targets.connections.push_back(ConnectionId(id));
        targets.count = ids.size();
        actions.setSelection(targets, {});
    }
    BanDialog *dialog() { return window.findChild<BanDialog *>(); }
    QMessageBox *box(const char *name) { return window.findChild<QMessageBox *>(QLatin1StringView(name)); }
    void accept(QMessageBox *question)
    {
        QVERIFY(question);
        QTest::mouseClick(question->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);
    }
    QString write(const QByteArray &content)
    {
        QFile file(folder.filePath(u"bans.json"_s));
        [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
        file.write(content);
        return file.fileName();
    }

    FakeConsole console;
    ConnectionsModel connections;
    QWidget window;
    BanActions actions{console, connections, &window};
    QTemporaryDir folder;
};

} // namespace

class tst_BanActions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void proposesWhatIsInCommon_data()
    {
        QTest::addColumn<QList<quint64>>("ids");
        QTest::addColumn<QStringList>("values"); // user, address, network, Origin; empty: not possible
        QTest::newRow("nothing") << QList<quint64>{} << QStringList{};
        QTest::newRow("one") << QList<quint64>{1}
                             << QStringList{u"ann"_s, u"10.0.3.117"_s, u"10.0.3.0/24"_s,
                                            u"https://a.example"_s};
        QTest::newRow("of one user") << QList<quint64>{1, 2}
                                     << QStringList{u"ann"_s, QString(), QString(), QString()};
        QTest::newRow("of one address")
            << QList<quint64>{1, 3}
            << QStringList{QString(), u"10.0.3.117"_s, u"10.0.3.0/24"_s, u"https://a.example"_s};
        QTest::newRow("nothing in common") << QList<quint64>{2, 3} << QStringList{};
        QTest::newRow("not authenticated")
            << QList<quint64>{4} << QStringList{QString(), u"10.0.9.9"_s, u"10.0.9.0/24"_s, QString()};
        QTest::newRow("gone") << QList<quint64>{99} << QStringList{};
    }
    void proposesWhatIsInCommon()
    {
        QFETCH(QList<quint64>, ids);
        QFETCH(QStringList, values);
        Fixture f;
        f.select({ids.begin(), ids.end()});
        QCOMPARE(f.actions.ban()->isEnabled(), !values.isEmpty());
        QVERIFY(!f.actions.ban()->toolTip().isEmpty());
        f.actions.ban()->trigger();
        QCOMPARE(f.dialog() != nullptr, !values.isEmpty());
        for (int i = 0; i < values.size(); ++i) {
            f.dialog()->findChild<QComboBox *>(u"kind"_s)->setCurrentIndex(i);
            QCOMPARE(f.dialog()->findChild<QLineEdit *>(u"value"_s)->text(), values[i]);
        }
    }
    void proposesAUserOrWhatAPaneSays()
    {
        Fixture f;
        f.actions.setSelection({.users = {u"ann"_s}, .count = 2}, {});
        QVERIFY(f.actions.ban()->isEnabled());
        f.actions.setSelection({.users = {u"ann"_s, u"bob"_s}, .count = 3}, {});
        QVERIFY(!f.actions.ban()->isEnabled());
        f.actions.setSelection({.rooms = {u"lobby"_s}, .count = 3}, {});
        QVERIFY(!f.actions.ban()->isEnabled());
        f.actions.setSelection({}, {.origin = u"https://b.example"_s});
        f.actions.ban()->trigger();
        QCOMPARE(f.dialog()->findChild<QLineEdit *>(u"value"_s)->text(), u"https://b.example"_s);
    }
    void revokesTheTokensOfOneUser_data()
    {
        QTest::addColumn<QList<quint64>>("ids");
        QTest::addColumn<QString>("user"); // empty: not possible
        QTest::newRow("nothing") << QList<quint64>{} << QString();
        QTest::newRow("one") << QList<quint64>{1} << u"ann"_s;
        QTest::newRow("of one user") << QList<quint64>{1, 2} << u"ann"_s;
        QTest::newRow("of two users") << QList<quint64>{1, 3} << QString();
        QTest::newRow("not authenticated") << QList<quint64>{4} << QString();
    }
    void revokesTheTokensOfOneUser()
    {
        QFETCH(QList<quint64>, ids);
        QFETCH(QString, user);
        Fixture f;
        f.select({ids.begin(), ids.end()});
        QCOMPARE(f.actions.revoke()->isEnabled(), !user.isEmpty());
        QVERIFY(!f.actions.revoke()->toolTip().isEmpty());
        f.actions.revoke()->trigger();
        if (user.isEmpty()) {
            QVERIFY(!f.box("revokeTokensQuestion"));
            return;
        }
        QVERIFY(f.box("revokeTokensQuestion")->text().contains(user));
        QVERIFY(f.console.commands().empty()); // it is asked first
        f.accept(f.box("revokeTokensQuestion"));
        QCOMPARE(f.console.last<Revoke>(), (Revoke{{}, RevocationKind::User, user, {}}));
    }
    void guestsHaveNoTokens()
    {
        Fixture f;
        f.actions.setSelection({.users = {u"guest-7"_s}, .count = 1}, {});
        QVERIFY(f.actions.ban()->isEnabled());
        QVERIFY(!f.actions.revoke()->isEnabled());
        f.actions.setSelection({}, {.user = u"ann"_s}); // a closed connection
        QVERIFY(f.actions.revoke()->isEnabled());
    }
    void addsABan()
    {
        Fixture f;
        f.actions.ask({.user = u"ann"_s});
        f.dialog()->findChild<QLineEdit *>(u"reason"_s)->setText(u"spam"_s);
        QTest::mouseClick(f.dialog()->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);
        const auto &bans = f.console.last<AddBans>().bans;
        QCOMPARE(bans.size(), 1U);
        QCOMPARE(bans.front().value, u"ann"_s);
        QCOMPARE(bans.front().reason, u"spam"_s);
        QVERIFY(bans.front().expires);
    }
    void aCancelledDialogDoesNothing()
    {
        Fixture f;
        f.actions.ask({.user = u"ann"_s});
        f.dialog()->reject();
        f.actions.remove({banSample(1, BanKind::User, u"ann"_s)});
        f.box("removeBansQuestion")->reject();
        QVERIFY(f.console.commands().empty());
    }
    void editsOnlyWhatHasChanged()
    {
        Fixture f;
        const Ban ban = banSample(7, BanKind::User, u"ann"_s);
        f.actions.edit(ban);
        QTest::mouseClick(f.dialog()->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);
        QTRY_VERIFY(!f.dialog());
        QVERIFY(f.console.commands().empty());
        f.actions.edit(ban);
        f.dialog()->findChild<QLineEdit *>(u"reason"_s)->setText(u"spam"_s);
        QTest::mouseClick(f.dialog()->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);
        QCOMPARE(f.console.last<EditBan>().ban.id, BanId(7));
        QCOMPARE(f.console.last<EditBan>().ban.reason, u"spam"_s);
        QCOMPARE(f.console.last<EditBan>().ban.expires, ban.expires);
    }
    void asksBeforeItRemoves()
    {
        Fixture f;
        const std::vector<Ban> bans{banSample(1, BanKind::User, u"ann"_s),
                                    banSample(2, BanKind::User, u"bob"_s)};
        f.actions.remove({});
        QVERIFY(!f.box("removeBansQuestion"));
        f.actions.remove(bans);
        QVERIFY(f.console.commands().empty());
        QTest::keyClick(f.box("removeBansQuestion"), Qt::Key_Return); // Cancel is the default
        QTRY_VERIFY(!f.box("removeBansQuestion"));
        QVERIFY(f.console.commands().empty());
        f.actions.remove(bans);
        f.accept(f.box("removeBansQuestion"));
        QCOMPARE(f.console.last<RemoveBans>().bans, bans);
    }
    void importsWhatIsNew()
    {
        Fixture f;
        const std::vector<Ban> bans{banSample(1, BanKind::User, u"ann"_s),
                                    banSample(2, BanKind::Address, u"10.0.0.0/8"_s)};
        f.actions.importFile(f.write(BanFile::toJson(bans)), {banSample(9, BanKind::User, u"ann"_s)});
        QMessageBox *question = f.box("importBansQuestion");
        QVERIFY(question);
        QVERIFY(question->informativeText().contains(u"4 connection"_s));
        QVERIFY(f.console.commands().empty());
        f.accept(question);
        QCOMPARE(f.console.last<AddBans>().bans.size(), 1U);
        QCOMPARE(f.console.last<AddBans>().bans.front().value, u"10.0.0.0/8"_s);
    }
    void warnsOfThisMachineWhenImporting()
    {
        Fixture f;
        f.actions.importFile(f.write(BanFile::toJson({banSample(1, BanKind::Address, u"192.0.2.0/24"_s)})),
                             {});
        QVERIFY(f.box("importBansQuestion")->informativeText().contains(u"192.0.2.0/24"_s));
        QTest::keyClick(f.box("importBansQuestion"), Qt::Key_Return);
        QTRY_VERIFY(!f.box("importBansQuestion"));
        QVERIFY(f.console.commands().empty());
    }
    void importsNothingOfABadFile_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("text");
        const QByteArray good = "{\"kind\":\"user\",\"value\":\"ann\"}";
        QTest::newRow("no JSON") << QByteArray("[\n\n!") << u"Line 3"_s;
        QTest::newRow("bad entry") << QByteArray("[" + good + ",{}]") << u"Entry 2"_s;
        QTest::newRow("no entry") << QByteArray("[]") << u"bans.json"_s;
    }
    void importsNothingOfABadFile()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, text);
        Fixture f;
        f.actions.importFile(f.write(content), {});
        QVERIFY(f.box("banWarning"));
        QVERIFY2(f.box("banWarning")->informativeText().contains(text),
                 qPrintable(f.box("banWarning")->informativeText()));
        QVERIFY(!f.box("importBansQuestion"));
        QVERIFY(f.console.commands().empty());
    }
    void saysWhenAFileCannotBeRead()
    {
        Fixture f;
        f.actions.importFile(f.folder.filePath(u"absent.json"_s), {});
        QVERIFY(f.box("banWarning")->informativeText().contains(u"absent.json"_s));
    }
    void exports()
    {
        Fixture f;
        QSignalSpy reported(&f.actions, &BanActions::reported);
        const QString path = f.folder.filePath(u"out.json"_s);
        const std::vector<Ban> bans{banSample(1, BanKind::User, u"ann"_s)};
        f.actions.exportFile(path, bans);
        QCOMPARE(reported.count(), 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), BanFile::toJson(bans));
        f.actions.exportFile(f.folder.filePath(u"absent/out.json"_s), bans);
        QCOMPARE(reported.count(), 1);
        QVERIFY(f.box("banWarning"));
    }
};

QTEST_MAIN(tst_BanActions)
#include "tst_banactions.moc"
