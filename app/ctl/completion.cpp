#include "app/ctl/completion.h"

#include "app/ctl/commands.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Calls \a visit for each option once, those of all commands first.
template <typename Visit>
void visitOptions(Visit visit)
{
    QSet<QString> seen;
    const auto visitNew = [&](std::span<const CtlOption> options) {
        for (const CtlOption &option : options) {
            if (!seen.contains(option.name)) {
                seen.insert(option.name);
                visit(option);
            }
        }
    };
    visitNew(commonOptions());
    for (const CtlCommand &command : ctlCommands())
        visitNew(command.options);
}

QStringList namesOf(std::span<const CtlOption> options)
{
    QStringList names;
    for (const CtlOption &option : options)
        names += option.name;
    return names;
}

//! Returns \a text in single quotes, as all three shells understand them.
QString quoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString bashCase(const QString &patterns, const QString &commands)
{
    return u"    "_s + patterns + u") "_s + commands + u" ;;\n"_s;
}

//! Returns an option as _arguments of zsh takes it: --name[help]:value:action
QString zshOption(const CtlOption &option)
{
    QString help = option.help;
    help.replace(u'[', u"\\["_s).replace(u']', u"\\]"_s);
    QString spec = option.name + u'[' + help + u']';
    if (!option.value.isEmpty()) {
        spec += u':' + QString(option.value) + u':';
        if (option.isFile)
            spec += u"_files"_s;
        else if (!option.choices.isEmpty())
            spec += u'(' + QString(option.choices) + u')';
    }
    return quoted(spec);
}

QString zshOperands(const CtlCommand &command)
{
    if (!command.choices.isEmpty())
        return quoted(u"1:word:(%1)"_s.arg(command.choices));
    return command.operands == CtlOperands::None ? QString() : quoted(u"*:argument:"_s);
}

QString fishOption(const CtlOption &option, const QString &condition)
{
    QString line = u"complete -c signalboxctl -n "_s + quoted(condition) + u" -l "_s + option.name.sliced(2);
    if (!option.letter.isEmpty())
        line += u" -s "_s + option.letter.sliced(1);
    if (option.isFile)
        line += u" -r -F"_s;
    else if (!option.value.isEmpty())
        line += u" -x"_s;
    if (!option.choices.isEmpty())
        line += u" -a "_s + quoted(option.choices);
    return line + u" -d "_s + quoted(option.help) + u'\n';
}

} // namespace

QString bashCompletion()
{
    QStringList withValue;
    QString values;
    visitOptions([&](const CtlOption &option) {
        if (option.value.isEmpty())
            return;
        withValue += option.name;
        if (option.isFile)
            values += bashCase(
                option.name,
                u"compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return"_s);
        else
            values +=
                bashCase(option.name, u"mapfile -t COMPREPLY < <(compgen -W %1 -- \"$word\"); return"_s.arg(
                                          quoted(option.choices)));
    });
    QStringList names;
    QString commands;
    for (const CtlCommand &command : ctlCommands()) {
        names += command.name;
        const QStringList offered = words(command.choices) + namesOf(command.options);
        commands += bashCase(command.name, u"offered="_s + quoted(offered.join(u' ')));
    }
    commands.prepend(bashCase(u"''"_s, u"offered="_s + quoted(names.join(u' '))));
    return uR"(# bash completion for signalboxctl

_signalboxctl()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' offered='' i
    COMPREPLY=()
    case $before in
%1    esac
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        %2) ((++i)) ;;
        -*) ;;
        *)
            command=${COMP_WORDS[i]}
            break
            ;;
        esac
    done
    case $command in
%3    *) return ;;
    esac
    offered+=%4
    mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$word")
}
complete -F _signalboxctl signalboxctl
)"_s.arg(values, withValue.join(u" | "_s), commands, quoted(u' ' + namesOf(commonOptions()).join(u' ')));
}

QString zshCompletion()
{
    QString common;
    for (const CtlOption &option : commonOptions())
        common += u"        "_s + zshOption(option) + u'\n';
    QString descriptions;
    QString cases;
    for (const CtlCommand &command : ctlCommands()) {
        descriptions += u"        "_s + quoted(command.name + u':' + QString(command.help)) + u'\n';
        QStringList specs;
        for (const CtlOption &option : command.options)
            specs += zshOption(option);
        if (const QString operands = zshOperands(command); !operands.isEmpty())
            specs += operands;
        const QString arguments =
            specs.isEmpty() ? QString() : u" \\\n                "_s + specs.join(u" \\\n                "_s);
        cases += u"        %1) _arguments \"${common[@]}\"%2 ;;\n"_s.arg(command.name, arguments);
    }
    return uR"(#compdef signalboxctl
# zsh completion for signalboxctl

_signalboxctl()
{
    local state
    local -a common commands
    common=(
%1    )
    commands=(
%2    )
    _arguments -C "${common[@]}" '1:command:->command' '*::argument:->argument'
    case $state in
    command) _describe command commands ;;
    argument)
        case $words[1] in
%3        esac
        ;;
    esac
}

if [[ $funcstack[1] == _signalboxctl ]]; then
    _signalboxctl "$@"
else
    compdef _signalboxctl signalboxctl
fi
)"_s.arg(common, descriptions, cases);
}

QString fishCompletion()
{
    QString text = u"# fish completion for signalboxctl\n\ncomplete -c signalboxctl -f\n"_s;
    for (const CtlOption &option : commonOptions())
        text += fishOption(option, u"true"_s);
    for (const CtlCommand &command : ctlCommands()) {
        text += u"complete -c signalboxctl -n __fish_use_subcommand -a %1 -d %2\n"_s.arg(
            command.name, quoted(command.help));
        const QString condition = u"__fish_seen_subcommand_from "_s + command.name;
        for (const QString &choice : words(command.choices))
            text += u"complete -c signalboxctl -n %1 -a %2\n"_s.arg(quoted(condition), choice);
        for (const CtlOption &option : command.options)
            text += fishOption(option, condition);
    }
    return text;
}

} // namespace signalbox
