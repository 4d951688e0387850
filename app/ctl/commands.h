#pragma once

// The commands of signalboxctl with their options: what the parser accepts, --help explains and the completion
// scripts offer.
//
// To add a command: a CtlAction, a row in commands.cpp, and a case in runCommand() (main.cpp).

#include <QLatin1StringView>
#include <QStringList>

#include <span>

namespace signalbox {

enum class CtlAction : quint8 {
    Status,
    Nodes,
    Connections,
    Top,
    Closed,
    Rooms,
    Presence,
    History,
    Users,
    Kick,
    Close,
    Ping,
    Publish,
    Tail,
    Ban,
    Revoke,
    Audit,
    Token,
    Reload,
    Drain,
    Completion,
};

//! What stands behind a command.
enum class CtlOperands : quint8 {
    None,
    Filter, //!< any number of terms of the query language; one query together
    Room,   //!< one name
    Ids,    //!< any number of ids of connections
    Text,   //!< one text
    Choice, //!< one of CtlCommand::choices
    Ban,    //!< one of CtlCommand::choices, and what belongs to it
};

struct CtlOption
{
    QLatin1StringView name;    //!< with its dashes
    QLatin1StringView value{}; //!< what stands for the value in the help; empty: the option has none
    QLatin1StringView help{};
    QLatin1StringView choices{}; //!< values to offer, separated by blanks
    QLatin1StringView letter{};  //!< such as -h; empty: none
    bool isFile = false;         //!< the value names a file
    bool areChoicesAll = false;  //!< other values are refused
};

struct CtlCommand
{
    CtlAction action;
    QLatin1StringView name;
    CtlOperands operands;
    QLatin1StringView operandsHelp{}; //!< as in `kick (ID... | --filter F)`
    QLatin1StringView help{};         //!< one line
    QLatin1StringView details{};      //!< more lines for `COMMAND --help`; may be empty
    std::span<const CtlOption> options{};
    QLatin1StringView choices{}; //!< of the first operand, separated by blanks
};

//! Every command, in the order in which --help shows them.
std::span<const CtlCommand> ctlCommands();
//! The options that every command accepts.
std::span<const CtlOption> commonOptions();

//! Returns the command, or null.
const CtlCommand *findCommand(QStringView name);
//! Returns the option of \a command (may be null) or of all commands, by its name or letter; null: there is none.
const CtlOption *findOption(const CtlCommand *command, QStringView name);

//! Returns the words of a list that is separated by blanks.
QStringList words(QLatin1StringView list);

//! Returns what `signalboxctl --help` prints, or for a command `signalboxctl COMMAND --help`.
QString ctlHelp(const CtlCommand *command = nullptr);

} // namespace signalbox
