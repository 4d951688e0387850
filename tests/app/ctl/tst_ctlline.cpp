#include "app/ctl/commandline.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_CtlLine final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void suggests();
    void helpEndsTheLine();
    void values();
    void helpNamesEverything();
};

void tst_CtlLine::accepts_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("operands");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    const auto row = [](const QString &line, const QString &command, const QStringList &operands = {},
                        const QString &option = {}, const QString &value = {}) {
        QTest::newRow(qPrintable(line)) << line << command << operands << option << value;
    };
    row(u"status"_s, u"status"_s);
    row(u"--json status"_s, u"status"_s, {}, u"--json"_s);
    row(u"status --json"_s, u"status"_s, {}, u"--json"_s);
    row(u"--server http://a:1 status"_s, u"status"_s, {}, u"--server"_s, u"http://a:1"_s);
    row(u"--server=http://a:1 status"_s, u"status"_s, {}, u"--server"_s, u"http://a:1"_s);
    row(u"connections user:ann idle>5min"_s, u"connections"_s, {u"user:ann"_s, u"idle>5min"_s});
    row(u"connections -user:ann"_s, u"connections"_s, {u"-user:ann"_s});
    row(u"connections --sort -latency --limit 0"_s, u"connections"_s, {}, u"--sort"_s, u"-latency"_s);
    row(u"connections --limit 5"_s, u"connections"_s, {}, u"--limit"_s, u"5"_s);
    row(u"kick 1 22 333"_s, u"kick"_s, {u"1"_s, u"22"_s, u"333"_s});
    row(u"kick --filter -user:bob --yes"_s, u"kick"_s, {}, u"--filter"_s, u"-user:bob"_s);
    row(u"kick 1 --code 4100 --reason bye"_s, u"kick"_s, {u"1"_s}, u"--reason"_s, u"bye"_s);
    row(u"publish --room lobby Hello"_s, u"publish"_s, {u"Hello"_s}, u"--room"_s, u"lobby"_s);
    row(u"publish --all -"_s, u"publish"_s, {u"-"_s}, u"--all"_s);
    row(u"publish --all -- --json"_s, u"publish"_s, {u"--json"_s}, u"--all"_s);
    row(u"publish --client 7 x"_s, u"publish"_s, {u"x"_s}, u"--client"_s, u"7"_s);
    row(u"token new --user ann"_s, u"token"_s, {u"new"_s}, u"--user"_s, u"ann"_s);
    row(u"token new --name ci --role admin"_s, u"token"_s, {u"new"_s}, u"--role"_s, u"admin"_s);
    row(u"ban add user ann --reason spam"_s, u"ban"_s, {u"add"_s, u"user"_s, u"ann"_s}, u"--reason"_s,
        u"spam"_s);
    row(u"ban add address 10.0.0.0/8 --expires 7d"_s, u"ban"_s, {u"add"_s, u"address"_s, u"10.0.0.0/8"_s},
        u"--expires"_s, u"7d"_s);
    row(u"ban add origin null --expires 2027-01-31T12:00:00Z --yes"_s, u"ban"_s,
        {u"add"_s, u"origin"_s, u"null"_s}, u"--yes"_s);
    row(u"ban list"_s, u"ban"_s, {u"list"_s});
    row(u"ban list -kind:user hits>3 --sort -hits"_s, u"ban"_s, {u"list"_s, u"-kind:user"_s, u"hits>3"_s},
        u"--sort"_s, u"-hits"_s);
    row(u"ban remove 1 2"_s, u"ban"_s, {u"remove"_s, u"1"_s, u"2"_s});
    row(u"revoke --user ann"_s, u"revoke"_s, {}, u"--user"_s, u"ann"_s);
    row(u"revoke --jti -7 --until 2027-01-31T12:00:00Z"_s, u"revoke"_s, {}, u"--jti"_s, u"-7"_s);
    row(u"revoke --until 7d --jti=7"_s, u"revoke"_s, {}, u"--until"_s, u"7d"_s);
    row(u"completion zsh"_s, u"completion"_s, {u"zsh"_s});
    row(u"status --timeout 500ms"_s, u"status"_s, {}, u"--timeout"_s, u"500ms"_s);
    row(u"presence -- -room"_s, u"presence"_s, {u"-room"_s});
}

void tst_CtlLine::accepts()
{
    QFETCH(const QString, line);
    QFETCH(const QString, option);
    const Result<CtlLine> parsed = parseCtlLine(line.split(u' '));
    QVERIFY2(parsed.isOk(), parsed ? "" : qPrintable(parsed.error().text));
    QTEST(QString(parsed->command->name), "command");
    QTEST(parsed->operands, "operands");
    if (!option.isEmpty()) {
        QVERIFY(parsed->has(option));
        QTEST(parsed->value(option), "value");
    }
}

void tst_CtlLine::refuses_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("text"); // the begin of the message
    const auto row = [](const QString &line, const QString &text) {
        QTest::newRow(qPrintable(line)) << line << text;
    };
    row(u"--json"_s, u"found no command"_s);
    row(u"ban"_s, u"found nothing behind ban, allowed: ban (add"_s);
    row(u"ban ad user ann"_s, u"found “ad”, allowed: ban (add"_s);
    row(u"ban add user"_s, u"found too little behind ban add"_s);
    row(u"ban add user ann eve"_s, u"found “eve” as well"_s);
    row(u"ban add room a"_s, u"found “room”, allowed: user, address, origin"_s);
    row(u"ban add user ann --expires soon"_s, u"--expires: found “soon”, allowed: a duration"_s);
    row(u"ban add user ann --sort hits"_s, u"found --sort with ban add"_s);
    row(u"ban add user -x"_s, u"found the unknown option -x"_s);
    row(u"ban list --yes"_s, u"found --yes with ban list"_s);
    row(u"ban remove"_s, u"found no ban, allowed: ban"_s);
    row(u"ban remove 0"_s, u"found “0”, allowed: the ids of bans"_s);
    row(u"ban remove ann"_s, u"found “ann”, allowed: the ids of bans"_s);
    row(u"ban remove 1 --yes"_s, u"found --yes with ban remove"_s);
    row(u"revoke"_s, u"found nothing to revoke, allowed: one of --user and --jti"_s);
    row(u"revoke ann"_s, u"found “ann”, allowed: revoke (--user U | --jti J)"_s);
    row(u"revoke --user ann --jti 7"_s, u"found both, allowed: one of --user and --jti"_s);
    row(u"revoke --jti 7 --until soon"_s, u"--until: found “soon”, allowed: a duration such as 7d"_s);
    row(u"revok"_s, u"found the unknown command “revok”"_s);
    row(u"Status"_s, u"found the unknown command “Status”"_s);
    row(u"status now"_s, u"found “now”, allowed: status"_s);
    row(u"status --jsn"_s, u"found the unknown option --jsn"_s);
    row(u"status --limit 5"_s, u"found the unknown option --limit"_s);
    row(u"--limit 5 connections"_s, u"found the unknown option --limit"_s);
    row(u"status -x"_s, u"found the unknown option -x"_s);
    row(u"status --json --json"_s, u"found --json again"_s);
    row(u"status --json=yes"_s, u"found a value for --json"_s);
    row(u"status --server"_s, u"found no value behind --server"_s);
    row(u"status --server="_s, u"found no value behind --server"_s);
    row(u"status --server --json"_s, u"found “--json” instead of a value behind --server"_s);
    row(u"connections --limit x"_s, u"--limit: found “x”, allowed: 0 to 1000000000"_s);
    row(u"connections --limit -1"_s, u"--limit: found “-1”"_s);
    row(u"status --timeout 5"_s, u"--timeout: found “5”"_s);
    row(u"status --timeout 0"_s, u"--timeout: found “0”, allowed: 100ms to 1d"_s);
    row(u"top --interval 2d"_s, u"--interval: found “2d”"_s);
    row(u"presence"_s, u"found nothing behind presence, allowed: presence ROOM"_s);
    row(u"presence a b"_s, u"found “b” as well, allowed: presence ROOM"_s);
    row(u"kick"_s, u"found no connection, allowed: kick (ID... | --filter F)"_s);
    row(u"kick ann"_s, u"found “ann”, allowed: the ids of connections"_s);
    row(u"kick 1 --filter x"_s, u"found ids and --filter, allowed: kick"_s);
    row(u"kick 1 --code 999"_s, u"--code: found “999”, allowed: 1000 to 4999"_s);
    row(u"ping 1 --code 4100"_s, u"found the unknown option --code"_s);
    row(u"publish x"_s, u"found nobody to publish to, allowed: one of"_s);
    row(u"publish --room a --all x"_s, u"found --room and --all, allowed: one of"_s);
    row(u"publish --room a"_s, u"found nothing behind publish"_s);
    row(u"publish --client x y"_s, u"--client: found “x”"_s);
    row(u"token"_s, u"found nothing behind token, allowed: token new"_s);
    row(u"token old"_s, u"found “old”, allowed: token new"_s);
    row(u"token new --user ann --role admin"_s, u"found --user and --role, allowed: one of them"_s);
    row(u"token new --user"_s, u"found no value behind --user, allowed: --user U"_s);
    row(u"token new --role root"_s, u"--role: found “root”, allowed: viewer, operator, admin"_s);
    row(u"completion csh"_s, u"found “csh”, allowed: completion bash|zsh|fish"_s);
}

void tst_CtlLine::refuses()
{
    QFETCH(const QString, line);
    QFETCH(const QString, text);
    const Result<CtlLine> parsed = parseCtlLine(line.split(u' '));
    QVERIFY(!parsed);
    QVERIFY2(parsed.error().text.startsWith(text), qPrintable(parsed.error().text));
}

void tst_CtlLine::suggests()
{
    QVERIFY(parseCtlLine({u"conections"_s}).error().text.endsWith("did you mean connections?"_L1));
    QVERIFY(
        parseCtlLine({u"kick"_s, u"1"_s, u"--reson"_s}).error().text.endsWith("did you mean --reason?"_L1));
    QVERIFY(!parseCtlLine({u"xyzzyplugh"_s}).error().text.contains("mean"_L1));
}

void tst_CtlLine::helpEndsTheLine()
{
    for (const QString &option : {u"--help"_s, u"-h"_s}) {
        const Result<CtlLine> parsed = parseCtlLine({u"kick"_s, option, u"--nonsense"_s});
        QVERIFY(parsed);
        QVERIFY(parsed->help);
        QCOMPARE(parsed->command->action, CtlAction::Kick);
    }
    QVERIFY(parseCtlLine({u"-v"_s})->version);
    QVERIFY(parseCtlLine({u"--help"_s})->help);
}

void tst_CtlLine::values()
{
    QCOMPARE(parseCtlLine({u"connections"_s})->limit(), 100);
    QCOMPARE(parseCtlLine({u"connections"_s, u"--limit"_s, u"0"_s})->limit(), 0);
    QCOMPARE(parseCtlLine({u"connections"_s, u"a"_s, u"-b"_s})->filter(), u"a -b"_s);
    const Result<CtlLine> line = parseCtlLine({u"top"_s, u"--interval"_s, u"5s"_s});
    QCOMPARE(line->duration(u"--interval"_s), std::chrono::seconds(5));
    QVERIFY(!line->duration(u"--timeout"_s));
}

void tst_CtlLine::helpNamesEverything()
{
    const QString general = ctlHelp();
    for (const CtlCommand &command : ctlCommands()) {
        QVERIFY2(general.contains(u"  "_s + command.name), command.name.data());
        const QString help = ctlHelp(&command);
        QVERIFY(help.startsWith(u"Usage: signalboxctl [options] "_s + command.name));
        for (const CtlOption &option : command.options) {
            QVERIFY2(help.contains(option.name), option.name.data());
            QCOMPARE(findOption(&command, QString(option.name)), &option);
        }
        for (const QString &line : help.split(u'\n') + general.split(u'\n'))
            QVERIFY2(line.size() <= 120, qPrintable(line));
        QCOMPARE(findCommand(QString(command.name)), &command);
    }
}

QTEST_GUILESS_MAIN(tst_CtlLine)
#include "tst_ctlline.moc"
