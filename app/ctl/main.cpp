#include "app/ctl/actcommands.h"
#include "app/ctl/bancommands.h"
#include "app/ctl/commandline.h"
#include "app/ctl/completion.h"
#include "app/ctl/connectionact.h"
#include "app/ctl/listcommands.h"
#include "app/ctl/newtoken.h"
#include "app/ctl/nodescommand.h"
#include "app/ctl/output.h"
#include "app/ctl/revokecommand.h"
#include "app/ctl/tailcommand.h"
#include "app/ctl/topcommand.h"
#include "core/base/files.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QStringDecoder>

#include <langinfo.h>

#include <clocale>
#include <cstdlib>
#include <cstring>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

//! Returns the arguments; nothing if one is not UTF-8, because what is published must not be changed.
std::optional<QStringList> argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        QStringDecoder decoder(QStringDecoder::Utf8);
        arguments += decoder.decode(argv[i]);
        if (decoder.hasError())
            return std::nullopt;
    }
    return arguments;
}

//! Qt complains on stderr about a locale that is not UTF-8, such as C in a cron job.
void chooseLocale()
{
    std::setlocale(LC_ALL, "");
    if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0)
        ::setenv("LC_ALL", "C.UTF-8", 1);
}

CtlExit makeToken(const CtlLine &line)
{
    const NewToken made = NewToken::make();
    const QString name = line.value(u"--name"_s, made.defaultName());
    const bool isClient = line.has(u"--user"_s);
    const QString key = isClient ? u"user"_s : u"role"_s;
    const QString value = isClient ? line.value(u"--user"_s) : line.value(u"--role"_s, u"viewer"_s);
    if (line.wantsJson()) {
        const QJsonObject object{{"token"_L1, QString::fromLatin1(made.token)},
                                 {"name"_L1, name},
                                 {key, value},
                                 {"sha256"_L1, QString::fromLatin1(made.sha256)}};
        writeOut(QByteArrayView(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n'));
    } else {
        writeOut(u"%1\n\n%2"_s.arg(QString::fromLatin1(made.token),
                                   isClient ? made.toClientToml(name, value) : made.toToml(name, value)));
    }
    return CtlExit::Done;
}

CtlExit printCompletion(const CtlLine &line)
{
    const QString &shell = line.operands.first();
    writeOut(shell == "bash"_L1 ? bashCompletion() : shell == "zsh"_L1 ? zshCompletion() : fishCompletion());
    return CtlExit::Done;
}

Result<ApiAccess> accessOf(const CtlLine &line)
{
    const Result<ServerAddress> server =
        parseServerAddress(line.value(u"--server"_s, u"http://127.0.0.1:8081"_s));
    if (!server)
        return server.error();
    const Result<AccessToken> token =
        findToken(line.value(u"--token-file"_s), QProcessEnvironment::systemEnvironment());
    if (!token)
        return token.error();
    ApiAccess access{.server = *server, .token = *token, .timeout = line.duration(u"--timeout"_s)};
    if (const QString file = line.value(u"--ca-file"_s); !file.isEmpty()) {
        constexpr qint64 most = 16 * 1024 * 1024;
        const Result<QByteArray> pem = readFile(file, most, Streams::Accepted);
        if (!pem)
            return pem.error();
        access.authorities = QSslCertificate::fromData(*pem, QSsl::Pem);
        if (access.authorities.isEmpty())
            return Error{Error::Code::Invalid, u"%1: found no certificate, allowed: PEM"_s.arg(file)};
    }
    return access;
}

CtlExit runCommand(const CtlLine &line)
{
    if (line.command->action == CtlAction::Token)
        return makeToken(line);
    if (line.command->action == CtlAction::Completion)
        return printCompletion(line);
    const Result<ApiAccess> access = accessOf(line);
    if (!access)
        return sayFailure({CtlExit::Usage, access.error().text});
    for (const QString &warning : access->token.warnings)
        say(warning);
    const ApiClient client(*access);
    switch (line.command->action) {
    case CtlAction::Status:
        return showStatus(client, line);
    case CtlAction::Nodes:
        return showNodes(client, line);
    case CtlAction::Connections:
        return showList(client, line, ListKind::Connections);
    case CtlAction::Closed:
        return showList(client, line, ListKind::Closed);
    case CtlAction::Rooms:
        return showList(client, line, ListKind::Rooms);
    case CtlAction::Users:
        return showList(client, line, ListKind::Users);
    case CtlAction::Audit:
        return showList(client, line, ListKind::Audit);
    case CtlAction::Presence:
        return showPresence(client, line);
    case CtlAction::History:
        return showHistory(client, line);
    case CtlAction::Top:
        return top(client, line);
    case CtlAction::Kick:
    case CtlAction::Close:
    case CtlAction::Ping:
        return ConnectionAct(client, line).run();
    case CtlAction::Publish:
        return publish(client, line);
    case CtlAction::Tail:
        return tail(client, line);
    case CtlAction::Ban:
        return runBan(client, line);
    case CtlAction::Revoke:
        return revoke(client, line);
    case CtlAction::Reload:
        return reload(client, line);
    case CtlAction::Drain:
        return drain(client, line);
    case CtlAction::Token:
    case CtlAction::Completion:
        break;
    }
    Q_UNREACHABLE();
}

} // namespace

int main(int argc, char *argv[])
{
    keepStandardDescriptors();
    chooseLocale();
    const std::optional<QStringList> arguments = argumentsOf(argc, argv);
    if (!arguments)
        return int(sayFailure({CtlExit::Usage, u"found an argument that is not UTF-8"_s}));
    int ownArgc = 1; // Qt must not interpret our options
    char *ownArgv[] = {argv[0], nullptr};
    const QCoreApplication app(ownArgc, ownArgv);
    const Result<CtlLine> line = parseCtlLine(*arguments);
    if (!line)
        return int(sayFailure({CtlExit::Usage, line.error().text}));
    if (line->help || line->version) {
        writeOut(line->help ? ctlHelp(line->command) : u"signalboxctl " SIGNALBOX_VERSION "\n"_s);
        return int(CtlExit::Done);
    }
    const CtlExit exit = runCommand(*line);
    // Qt's destructors would wait for a name server that does not answer.
    if (exit == CtlExit::NotReached)
        std::_Exit(int(exit));
    return int(exit);
}
