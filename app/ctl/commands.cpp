#include "app/ctl/commands.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr QLatin1StringView FilterHelp =
    "FILTER selects rows as in the window, for example user:ann or latency>100ms; "
    "`-user:ann` is all others.\nSeveral words must all hold. Quote > and < for "
    "the shell.\n"_L1;

constexpr QLatin1StringView ConnectionSorts =
    "id -id user -user addr -addr latency -latency jitter -jitter idle -idle connected -connected queued "
    "-queued in -in "
    "out -out bytes_in -bytes_in bytes_out -bytes_out dropped -dropped"_L1;

constexpr CtlOption Limit{
    .name = "--limit"_L1, .value = "N"_L1, .help = "show at most N rows; 0: all [100]"_L1};
constexpr CtlOption Sort{
    .name = "--sort"_L1, .value = "F"_L1, .help = "sort by the field F; with - before it: descending"_L1};
constexpr CtlOption SortConnections{.name = Sort.name,
                                    .value = Sort.value,
                                    .help = "sort by the field F; with - before it: descending [id]"_L1,
                                    .choices = ConnectionSorts};
constexpr CtlOption Everywhere{.name = "--cluster"_L1,
                               .help = "at all nodes of the cluster, not at this one only"_L1};
constexpr CtlOption Filter{
    .name = "--filter"_L1, .value = "F"_L1, .help = "all connections that the filter F selects"_L1};
constexpr CtlOption Yes{.name = "--yes"_L1,
                        .help = "do not ask before an act on more than one connection"_L1};
constexpr CtlOption DryRun{.name = "--dry-run"_L1, .help = "only say how many connections it would be"_L1};

constexpr std::array Common{
    CtlOption{.name = "--server"_L1,
              .value = "URL"_L1,
              .help = "the admin port, http or https [http://127.0.0.1:8081]"_L1},
    CtlOption{.name = "--token-file"_L1,
              .value = "F"_L1,
              .help = "file with the token [see below]"_L1,
              .isFile = true},
    CtlOption{.name = "--ca-file"_L1,
              .value = "F"_L1,
              .help = "trust these certificates (PEM) instead of those of the system"_L1,
              .isFile = true},
    CtlOption{.name = "--timeout"_L1,
              .value = "T"_L1,
              .help = "how long to wait for the server [10s; 60s for kick, close and ping]"_L1},
    CtlOption{.name = "--json"_L1, .help = "print what the API answers, for scripts"_L1},
    CtlOption{
        .name = "--help"_L1, .help = "print this, or the help of a command, and exit"_L1, .letter = "-h"_L1},
    CtlOption{.name = "--version"_L1, .help = "print the version, and exit"_L1, .letter = "-v"_L1},
};

constexpr std::array ConnectionListOptions{SortConnections, Limit, Everywhere};
constexpr std::array ListOptions{Sort, Limit};
constexpr std::array NodeListOptions{Sort, Limit, Everywhere};
constexpr std::array LimitOption{Limit};
constexpr std::array TopOptions{
    CtlOption{.name = Sort.name,
              .value = Sort.value,
              .help = "sort by the field F at first; with - before it: descending [-queued]"_L1,
              .choices = ConnectionSorts},
    CtlOption{.name = "--interval"_L1, .value = "T"_L1, .help = "time between two refreshes [1s]"_L1},
};
constexpr std::array KickOptions{
    Filter,
    Everywhere,
    CtlOption{.name = "--code"_L1, .value = "CODE"_L1, .help = "the close code [4100]"_L1},
    CtlOption{.name = "--reason"_L1, .value = "TEXT"_L1, .help = "the reason, for the client"_L1},
    Yes,
    DryRun,
};
constexpr std::array CloseOptions{
    Filter,
    Everywhere,
    CtlOption{.name = "--code"_L1, .value = "CODE"_L1, .help = "the close code [1000]"_L1},
    CtlOption{.name = "--reason"_L1, .value = "TEXT"_L1, .help = "the reason, for the client"_L1},
    Yes,
    DryRun,
};
constexpr std::array PingOptions{Filter, Everywhere, Yes, DryRun};
constexpr std::array PublishOptions{
    CtlOption{
        .name = "--room"_L1, .value = "R"_L1, .help = "to a room, numbered and kept like any message"_L1},
    CtlOption{.name = "--user"_L1, .value = "U"_L1, .help = "to all connections of a user"_L1},
    CtlOption{.name = "--client"_L1, .value = "ID"_L1, .help = "to one connection"_L1},
    CtlOption{.name = "--all"_L1, .help = "to every connection"_L1},
};
constexpr std::array TokenOptions{
    CtlOption{
        .name = "--name"_L1, .value = "N"_L1, .help = "the name in the audit [token- and eight digits]"_L1},
    CtlOption{.name = "--user"_L1, .value = "U"_L1, .help = "for clients that are this user"_L1},
    CtlOption{.name = "--role"_L1,
              .value = "R"_L1,
              .help = "viewer, operator or admin [viewer]"_L1,
              .choices = "viewer operator admin"_L1,
              .areChoicesAll = true},
};

constexpr std::array BanOptions{
    CtlOption{
        .name = "--reason"_L1, .value = "TEXT"_L1, .help = "(add) for operators; clients do not see it"_L1},
    CtlOption{.name = "--expires"_L1,
              .value = "T"_L1,
              .help = "(add) when it ends: 7d, or 2027-01-31T12:00:00Z [never]"_L1},
    CtlOption{.name = Yes.name, .help = "(add) do not ask before more than one connection is closed"_L1},
    CtlOption{.name = DryRun.name, .help = "(add) only say how many connections it would close"_L1},
    CtlOption{.name = Sort.name,
              .value = Sort.value,
              .help = "(list) sort by the field F; with - before it: descending [id]"_L1,
              .choices = "id -id kind value by created expires hits -hits"_L1},
    CtlOption{.name = Limit.name, .value = Limit.value, .help = "(list) at most N rows; 0: all [100]"_L1},
};

constexpr std::array RevokeOptions{
    CtlOption{.name = "--user"_L1,
              .value = "U"_L1,
              .help = "the tokens of a user whose iat is before now, and those without"_L1},
    CtlOption{.name = "--jti"_L1, .value = "J"_L1, .help = "the token with this claim jti"_L1},
    CtlOption{.name = "--until"_L1,
              .value = "T"_L1,
              .help = "7d, or 2027-01-31T12:00:00Z [when the tokens that were accepted expire, else 30d]"_L1},
};

constexpr QLatin1StringView ActDetails =
    "Without --yes an act on more than one connection asks on a terminal, and is refused elsewhere.\n"_L1;

constexpr std::array Commands{
    CtlCommand{.action = CtlAction::Status,
               .name = "status"_L1,
               .operands = CtlOperands::None,
               .help = "what the server is and how it is doing"_L1},
    CtlCommand{.action = CtlAction::Nodes,
               .name = "nodes"_L1,
               .operands = CtlOperands::None,
               .help = "the nodes of the server's cluster"_L1,
               .details = "LAG is how long ago a node was heard of, by the node that answers.\n"_L1},
    CtlCommand{.action = CtlAction::Connections,
               .name = "connections"_L1,
               .operands = CtlOperands::Filter,
               .operandsHelp = "[FILTER]"_L1,
               .help = "who is connected"_L1,
               .details = FilterHelp,
               .options = ConnectionListOptions},
    CtlCommand{.action = CtlAction::Top,
               .name = "top"_L1,
               .operands = CtlOperands::Filter,
               .operandsHelp = "[FILTER]"_L1,
               .help = "connections in a live table; q quits, h shows the keys"_L1,
               .details = FilterHelp,
               .options = TopOptions},
    CtlCommand{.action = CtlAction::Closed,
               .name = "closed"_L1,
               .operands = CtlOperands::Filter,
               .operandsHelp = "[FILTER]"_L1,
               .help = "connections that have ended, and why"_L1,
               .details = FilterHelp,
               .options = NodeListOptions},
    CtlCommand{.action = CtlAction::Rooms,
               .name = "rooms"_L1,
               .operands = CtlOperands::Filter,
               .operandsHelp = "[FILTER]"_L1,
               .help = "rooms with their members and history"_L1,
               .details = FilterHelp,
               .options = NodeListOptions},
    CtlCommand{.action = CtlAction::Presence,
               .name = "presence"_L1,
               .operands = CtlOperands::Room,
               .operandsHelp = "ROOM"_L1,
               .help = "the members of a room"_L1,
               .options = LimitOption},
    CtlCommand{.action = CtlAction::History,
               .name = "history"_L1,
               .operands = CtlOperands::Room,
               .operandsHelp = "ROOM"_L1,
               .help = "the latest messages of a room"_L1,
               .options = LimitOption},
    CtlCommand{.action = CtlAction::Users,
               .name = "users"_L1,
               .operands = CtlOperands::Filter,
               .operandsHelp = "[FILTER]"_L1,
               .help = "users with their connections"_L1,
               .details = FilterHelp,
               .options = NodeListOptions},
    CtlCommand{.action = CtlAction::Kick,
               .name = "kick"_L1,
               .operands = CtlOperands::Ids,
               .operandsHelp = "(ID... | --filter F)"_L1,
               .help = "close connections at once; what is queued for them is discarded"_L1,
               .details = ActDetails,
               .options = KickOptions},
    CtlCommand{.action = CtlAction::Close,
               .name = "close"_L1,
               .operands = CtlOperands::Ids,
               .operandsHelp = "(ID... | --filter F)"_L1,
               .help = "close connections behind what is queued for them"_L1,
               .details = ActDetails,
               .options = CloseOptions},
    CtlCommand{.action = CtlAction::Ping,
               .name = "ping"_L1,
               .operands = CtlOperands::Ids,
               .operandsHelp = "(ID... | --filter F)"_L1,
               .help = "measure the latency of connections now"_L1,
               .details = ActDetails,
               .options = PingOptions},
    CtlCommand{.action = CtlAction::Publish,
               .name = "publish"_L1,
               .operands = CtlOperands::Text,
               .operandsHelp = "(--room R | --user U | --client ID | --all) (TEXT | -)"_L1,
               .help = "send a text"_L1,
               .details = "With - the text is read from stdin; one line feed at its end is left out.\n"_L1,
               .options = PublishOptions},
    CtlCommand{
        .action = CtlAction::Tail,
        .name = "tail"_L1,
        .operands = CtlOperands::Filter,
        .operandsHelp = "[FILTER]"_L1,
        .help = "messages, as they are received and sent"_L1,
        .details =
            "Words in FILTER are looked for in the payload; other terms are dir: type: room: user: id: "
            "size> json:path=value.\n"_L1},
    CtlCommand{.action = CtlAction::Ban,
               .name = "ban"_L1,
               .operands = CtlOperands::Ban,
               .operandsHelp = "(add (user|address|origin) VALUE | list [FILTER] | remove ID...)"_L1,
               .help = "keep out users, addresses, networks and Origins"_L1,
               .details =
                   "The open connections that a new ban is about are closed. Without --yes more than one is "
                   "asked for on "
                   "a terminal,\nand refused elsewhere. An address may be a network such as 10.0.0.0/8.\n"_L1,
               .options = BanOptions,
               .choices = "add list remove"_L1},
    CtlCommand{.action = CtlAction::Revoke,
               .name = "revoke"_L1,
               .operands = CtlOperands::None,
               .operandsHelp = "(--user U | --jti J)"_L1,
               .help = "accept tokens no more, and close their connections"_L1,
               .details = "A revocation lasts until T, and cannot be taken back. Once more about the same "
                          "token or user it is renewed.\n"_L1,
               .options = RevokeOptions},
    CtlCommand{.action = CtlAction::Audit,
               .name = "audit"_L1,
               .operands = CtlOperands::Filter,
               .operandsHelp = "[FILTER]"_L1,
               .help = "what administrators did"_L1,
               .options = ListOptions},
    CtlCommand{
        .action = CtlAction::Token,
        .name = "token"_L1,
        .operands = CtlOperands::Choice,
        .operandsHelp = "new"_L1,
        .help = "make a token for the admin port or for a client; needs no server"_L1,
        .details =
            "Prints the token, which is stored nowhere, and the lines for the server's configuration.\n"_L1,
        .options = TokenOptions,
        .choices = "new"_L1},
    CtlCommand{.action = CtlAction::Reload,
               .name = "reload"_L1,
               .operands = CtlOperands::None,
               .help = "read the server's configuration again"_L1},
    CtlCommand{.action = CtlAction::Drain,
               .name = "drain"_L1,
               .operands = CtlOperands::None,
               .help = "close all connections with 1012, then end the server"_L1},
    CtlCommand{.action = CtlAction::Completion,
               .name = "completion"_L1,
               .operands = CtlOperands::Choice,
               .operandsHelp = "bash|zsh|fish"_L1,
               .help = "print the completion script of a shell"_L1,
               .choices = "bash zsh fish"_L1},
};

QString optionLines(std::span<const CtlOption> options)
{
    constexpr qsizetype column = 28;
    QString text;
    for (const CtlOption &option : options) {
        QString line = option.letter.isEmpty() ? u"      "_s : u"  %1, "_s.arg(option.letter);
        line += option.name;
        if (!option.value.isEmpty())
            line += u' ' + option.value;
        text += line.leftJustified(column) + option.help + u'\n';
    }
    return text;
}

QString generalHelp()
{
    constexpr qsizetype column = 28;
    QString text = u"Usage: signalboxctl [options] COMMAND [...]\n\nThe command line client of a Signalbox "
                   "server.\n\nCommands:\n"_s;
    for (const CtlCommand &command : Commands) {
        QString line = u"  "_s + command.name;
        if (!command.operandsHelp.isEmpty() && command.operandsHelp.size() < 16)
            line += u' ' + command.operandsHelp;
        text += line.leftJustified(column) + command.help + u'\n';
    }
    text += u"\nOptions, before or behind the command:\n"_s + optionLines(Common);
    text += uR"(
`signalboxctl COMMAND --help` explains a command. Behind -- nothing is an option.
Token: --token-file, else $SIGNALBOXCTL_TOKEN_FILE, else admin.token in the state folder ($STATE_DIRECTORY,
$XDG_STATE_HOME/signalbox or ~/.local/state/signalbox), else /var/lib/signalbox/admin.token. The last two are sent to
servers on this machine only.
Exit codes: 0 done, 1 some or all failed, 2 nothing matched or an empty list, 64 bad usage or not confirmed,
69 server not reached, 77 refused.
)"_s;
    return text;
}

} // namespace

std::span<const CtlCommand> ctlCommands()
{
    return Commands;
}

std::span<const CtlOption> commonOptions()
{
    return Common;
}

const CtlCommand *findCommand(QStringView name)
{
    const auto found = std::ranges::find_if(Commands, [&](const CtlCommand &is) { return is.name == name; });
    return found == Commands.end() ? nullptr : &*found;
}

const CtlOption *findOption(const CtlCommand *command, QStringView name)
{
    const auto in = [&](std::span<const CtlOption> options) -> const CtlOption * {
        for (const CtlOption &option : options) {
            if (option.name == name || (!option.letter.isEmpty() && option.letter == name))
                return &option;
        }
        return nullptr;
    };
    const CtlOption *common = in(Common);
    return common || !command ? common : in(command->options);
}

QStringList words(QLatin1StringView list)
{
    return QString(list).split(u' ', Qt::SkipEmptyParts);
}

QString ctlHelp(const CtlCommand *command)
{
    if (!command)
        return generalHelp();
    QString text = u"Usage: signalboxctl [options] %1"_s.arg(command->name);
    if (!command->options.empty())
        text += u" [options]"_s;
    if (!command->operandsHelp.isEmpty())
        text += u' ' + command->operandsHelp;
    text += u"\n\n"_s + QString(command->help).replace(0, 1, QChar(command->help[0]).toUpper()) + u".\n"_s;
    if (!command->details.isEmpty())
        text += command->details;
    if (!command->options.empty())
        text += u"\nOptions:\n"_s + optionLines(command->options);
    return text + u"\nOptions of all commands:\n"_s + optionLines(Common);
}

} // namespace signalbox
