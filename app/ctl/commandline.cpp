#include "app/ctl/commandline.h"

#include "app/ctl/bancommands.h"
#include "app/ctl/revokecommand.h"
#include "core/base/ascii.h"
#include "core/base/nearestword.h"
#include "core/base/units.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 DefaultLimit = 100; // as that of the API

Error usage(const QString &text)
{
    return {Error::Code::Invalid, text};
}

QString hintFor(const QString &word, const QStringList &candidates)
{
    const QString nearest = nearestWord(word, candidates);
    return nearest.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(nearest);
}

Error unknownCommand(const QString &name)
{
    QStringList names;
    for (const CtlCommand &command : ctlCommands())
        names += command.name;
    return usage(u"found the unknown command “%1”, allowed: %2%3"_s.arg(name, names.join(u", "_s),
                                                                        hintFor(name, names)));
}

Error unknownOption(const QString &name, const CtlCommand *command)
{
    QStringList names;
    if (command) {
        for (const CtlOption &option : command->options)
            names += option.name;
    }
    for (const CtlOption &option : commonOptions())
        names += option.name;
    return usage(u"found the unknown option %1, allowed%2: %3%4"_s.arg(
        name, command ? u" for "_s + command->name : QString(), names.join(u", "_s), hintFor(name, names)));
}

bool isId(const QString &text)
{
    return !text.isEmpty() && text.size() <= 20 &&
           std::ranges::all_of(text, [](QChar digit) { return isAsciiDigit(digit.toLatin1()); });
}

class Parser
{
public:
    explicit Parser(QStringList arguments)
        : m_arguments(std::move(arguments))
    {
    }

    Result<CtlLine> parse();

private:
    Result<void> takeWord(const QString &word);
    Result<void> takeOption(const QString &argument);
    Result<QString> valueOf(const CtlOption &option, const std::optional<QString> &attached);
    Result<void> checkOperands() const;
    Result<void> checkOptions() const;
    Result<void> checkTargets() const;

    QStringList m_arguments;
    qsizetype m_next = 0;
    CtlLine m_line;
};

//! Returns whether \a argument is a negated term of a filter, such as -user:ann, and no option.
bool isNegatedTerm(const QString &argument, const CtlLine &line)
{
    const bool takesFilter =
        line.command && (line.command->operands == CtlOperands::Filter ||
                         (line.command->operands == CtlOperands::Ban && line.operands.value(0) == "list"_L1));
    return takesFilter && !argument.startsWith("--"_L1) && !findOption(line.command, argument);
}

Result<CtlLine> Parser::parse()
{
    bool mayBeOption = true;
    while (m_next < m_arguments.size() && !m_line.help && !m_line.version) {
        const QString argument = m_arguments.at(m_next++);
        if (mayBeOption && argument == "--"_L1) {
            mayBeOption = false;
            continue;
        }
        const bool isWord = !mayBeOption || argument.size() < 2 || !argument.startsWith(u'-') ||
                            isNegatedTerm(argument, m_line);
        const Result<void> taken = isWord ? takeWord(argument) : takeOption(argument);
        if (!taken)
            return taken.error();
    }
    if (m_line.help || m_line.version)
        return m_line;
    if (!m_line.command)
        return usage(u"found no command, allowed: signalboxctl [options] COMMAND (see --help)"_s);
    for (const auto check : {&Parser::checkOperands, &Parser::checkOptions, &Parser::checkTargets}) {
        if (const Result<void> checked = (this->*check)(); !checked)
            return checked.error();
    }
    return m_line;
}

Result<void> Parser::takeWord(const QString &word)
{
    if (m_line.command) {
        m_line.operands += word;
        return {};
    }
    m_line.command = findCommand(word);
    if (!m_line.command)
        return unknownCommand(word);
    return {};
}

Result<void> Parser::takeOption(const QString &argument)
{
    const qsizetype equals = argument.startsWith("--"_L1) ? argument.indexOf(u'=') : -1;
    const QString name = equals < 0 ? argument : argument.first(equals);
    const CtlOption *option = findOption(m_line.command, name);
    if (!option)
        return unknownOption(name, m_line.command);
    const QString longName = option->name;
    if (m_line.has(longName))
        return usage(u"found %1 again, allowed: once"_s.arg(longName));
    const std::optional<QString> attached =
        equals < 0 ? std::nullopt : std::optional(argument.sliced(equals + 1));
    if (option->value.isEmpty()) {
        if (attached)
            return usage(u"found a value for %1, “%2”, allowed: none"_s.arg(longName, *attached));
        m_line.help = m_line.help || longName == "--help"_L1;
        m_line.version = m_line.version || longName == "--version"_L1;
        m_line.options.insert(longName, QString());
        return {};
    }
    const Result<QString> value = valueOf(*option, attached);
    if (!value)
        return value.error();
    m_line.options.insert(longName, *value);
    return {};
}

Result<QString> Parser::valueOf(const CtlOption &option, const std::optional<QString> &attached)
{
    const auto noValue = [&] {
        return usage(u"found no value behind %1, allowed: %1 %2"_s.arg(option.name, option.value));
    };
    if (attached)
        return attached->isEmpty() ? Result<QString>(noValue()) : *attached;
    if (m_next == m_arguments.size())
        return noValue();
    const QString value = m_arguments.at(m_next);
    if (value.isEmpty() || findOption(m_line.command, value.section(u'=', 0, 0)))
        return usage(u"found “%1” instead of a value behind %2, allowed: %2 %3"_s.arg(value, option.name,
                                                                                      option.value));
    ++m_next;
    return value;
}

Result<void> Parser::checkOperands() const
{
    const CtlCommand &command = *m_line.command;
    const QString allowed = u"allowed: %1%2"_s.arg(
        command.name, command.operandsHelp.isEmpty() ? QString() : u' ' + command.operandsHelp);
    const qsizetype count = m_line.operands.size();
    switch (command.operands) {
    case CtlOperands::None:
        if (count > 0)
            return usage(u"found “%1”, %2"_s.arg(m_line.operands.first(), allowed));
        return {};
    case CtlOperands::Filter:
        return {};
    case CtlOperands::Ids:
        for (const QString &id : m_line.operands) {
            if (!isId(id))
                return usage(u"found “%1”, allowed: the ids of connections, such as 17"_s.arg(id));
        }
        return {};
    case CtlOperands::Ban:
        return checkBanLine(m_line);
    case CtlOperands::Room:
    case CtlOperands::Text:
    case CtlOperands::Choice:
        break;
    }
    if (count != 1)
        return usage(count == 0 ? u"found nothing behind %1, %2"_s.arg(command.name, allowed)
                                : u"found “%1” as well, %2"_s.arg(m_line.operands.at(1), allowed));
    const QString &word = m_line.operands.first();
    const QStringList choices = words(command.choices);
    if (command.operands == CtlOperands::Choice && !choices.contains(word))
        return usage(u"found “%1”, %2%3"_s.arg(word, allowed, hintFor(word, choices)));
    if (command.operands == CtlOperands::Room && word.isEmpty())
        return usage(u"found an empty name, %1"_s.arg(allowed));
    return {};
}

Result<void> checkNumber(const CtlLine &line, const QString &option, qint64 least, qint64 most)
{
    if (!line.has(option))
        return {};
    bool isNumber = false;
    const qint64 number = line.value(option).toLongLong(&isNumber);
    if (!isNumber || number < least || number > most)
        return usage(
            u"%1: found “%2”, allowed: %3 to %4"_s.arg(option, line.value(option)).arg(least).arg(most));
    return {};
}

Result<void> Parser::checkOptions() const
{
    for (auto [name, value] : m_line.options.asKeyValueRange()) {
        const CtlOption *option = findOption(m_line.command, name);
        const QStringList choices = words(option->choices);
        if (option->areChoicesAll && !choices.contains(value))
            return usage(u"%1: found “%2”, allowed: %3"_s.arg(name, value, choices.join(u", "_s)));
    }
    for (const QString &name : {u"--timeout"_s, u"--interval"_s}) {
        if (!m_line.has(name))
            continue;
        const Result<Milliseconds> duration = parseDuration(m_line.value(name));
        if (!duration)
            return usage(u"%1: %2"_s.arg(name, duration.error().text));
        if (*duration < Milliseconds(100) || *duration > std::chrono::hours(24))
            return usage(u"%1: found “%2”, allowed: 100ms to 1d"_s.arg(name, m_line.value(name)));
    }
    if (const Result<void> limit = checkNumber(m_line, u"--limit"_s, 0, 1'000'000'000); !limit)
        return limit;
    if (m_line.has(u"--client"_s) && !isId(m_line.value(u"--client"_s)))
        return usage(u"--client: found “%1”, allowed: the id of a connection, such as 17"_s.arg(
            m_line.value(u"--client"_s)));
    // The server knows which of these codes may be sent.
    return checkNumber(m_line, u"--code"_s, 1000, 4999);
}

// What excludes each other, or is missing.
Result<void> Parser::checkTargets() const
{
    const CtlCommand &command = *m_line.command;
    if (command.operands == CtlOperands::Ids) {
        const bool hasFilter = m_line.has(u"--filter"_s);
        if (hasFilter != m_line.operands.isEmpty()) {
            return usage(u"found %1, allowed: %2 %3"_s.arg(
                hasFilter ? u"ids and --filter"_s : u"no connection"_s, command.name, command.operandsHelp));
        }
    }
    if (command.action == CtlAction::Token && m_line.has(u"--user"_s) && m_line.has(u"--role"_s))
        return usage(u"found --user and --role, allowed: one of them"_s);
    if (command.action == CtlAction::Revoke)
        return checkRevokeLine(m_line);
    if (command.action == CtlAction::Publish) {
        QStringList targets;
        for (const QString &option : {u"--room"_s, u"--user"_s, u"--client"_s, u"--all"_s}) {
            if (m_line.has(option))
                targets += option;
        }
        if (targets.size() != 1) {
            return usage(u"found %1, allowed: one of --room, --user, --client and --all"_s.arg(
                targets.isEmpty() ? u"nobody to publish to"_s : targets.join(u" and "_s)));
        }
    }
    return {};
}

} // namespace

qint64 CtlLine::limit() const
{
    return has(u"--limit"_s) ? value(u"--limit"_s).toLongLong() : DefaultLimit;
}

std::optional<Milliseconds> CtlLine::duration(const QString &option) const
{
    if (!has(option))
        return std::nullopt;
    const Result<Milliseconds> duration = parseDuration(value(option));
    return duration ? std::optional(*duration) : std::nullopt;
}

Result<CtlLine> parseCtlLine(const QStringList &arguments)
{
    return Parser(arguments).parse();
}

} // namespace signalbox
