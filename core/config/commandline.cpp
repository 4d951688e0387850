#include "core/config/commandline.h"

#include "core/config/configschema.h"

#include <QSet>

#include <array>

// QCommandLineParser reports neither repeated options nor the allowed values, and ends the program by itself.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Option
{
    const char16_t *name;
    const char16_t *help;              // {default}, {range} and {choices} are those of the key
    const char16_t *letter = u"";      // empty: none
    const char16_t *value = u"";       // empty: the option has no value
    const char16_t *key = u"";         // the configuration key it sets
    bool CommandLine::*flag = nullptr; // the member it sets
    bool isRepeatable = false;
};

constexpr std::array Options{
    Option{.name = u"--no-gui",
           .help = u"run without a window, and without any display",
           .flag = &CommandLine::noGui},
    Option{.name = u"--config",
           .help = u"read the configuration (TOML) from FILE",
           .letter = u"-c",
           .value = u"FILE"},
    Option{.name = u"--listen",
           .help = u"listen there; may be given again [{default}]",
           .value = u"ADDR:PORT",
           .key = u"server.listen",
           .isRepeatable = true},
    Option{.name = u"--admin-listen",
           .help = u"health and metrics there [{default}]",
           .value = u"ADDR:PORT|off",
           .key = u"server.admin_listen"},
    Option{.name = u"--set",
           .help = u"set any key of the configuration; lists comma-separated",
           .value = u"KEY=VALUE",
           .isRepeatable = true},
    Option{.name = u"--threads",
           .help = u"io threads, {range}; 0: one per core",
           .value = u"N",
           .key = u"server.threads"},
    Option{.name = u"--self-signed",
           .help = u"use TLS with a development certificate for localhost, created in the state folder",
           .flag = &CommandLine::selfSigned},
    Option{.name = u"--check-config",
           .help = u"check the configuration, and exit",
           .flag = &CommandLine::checkConfig},
    Option{.name = u"--print-config",
           .help = u"print the configuration in effect with its sources, and exit",
           .flag = &CommandLine::printConfig},
    Option{.name = u"--log-level", .help = u"{choices} [{default}]", .value = u"LEVEL", .key = u"log.level"},
    Option{
        .name = u"--log-format", .help = u"{choices} [{default}]", .value = u"FORMAT", .key = u"log.format"},
    Option{.name = u"--help", .help = u"print this, and exit", .letter = u"-h", .flag = &CommandLine::help},
    Option{.name = u"--version",
           .help = u"print the version, and exit",
           .letter = u"-v",
           .flag = &CommandLine::version},
};

bool is(const Option &option, QStringView name)
{
    return name == QStringView(option.name);
}

Error usage(const QString &text)
{
    return {Error::Code::Invalid, text};
}

const Option *findOption(const QString &name)
{
    for (const Option &option : Options) {
        if (is(option, name) || (name.size() == 2 && name == QStringView(option.letter)))
            return &option;
    }
    return nullptr;
}

Error unknown(const QString &argument)
{
    if (!argument.startsWith(u'-') || argument == "-"_L1 || argument == "--"_L1)
        return usage(u"found “%1”, allowed: options only (see --help)"_s.arg(argument));
    QStringList names;
    for (const Option &option : Options)
        names += QString::fromUtf16(option.name);
    const QString nearest = nearestName(argument, names);
    const QString hint = nearest.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(nearest);
    return usage(u"found the unknown option %1, allowed: %2%3"_s.arg(argument, names.join(u", "_s), hint));
}

class Parser
{
public:
    explicit Parser(const QStringList &arguments)
        : m_arguments(arguments)
    {
    }

    Result<CommandLine> parse();

private:
    Result<void> apply(const Option &option, const QString &name, const std::optional<QString> &attached);
    Result<QString> valueOf(const Option &option, const QString &name,
                            const std::optional<QString> &attached);
    Result<void> setValue(const Option &option, const QString &name, const QString &value);
    Result<void> addOverride(const ConfigOverride &added, bool isRepeatable);

    QStringList m_arguments;
    qsizetype m_next = 0;
    QSet<QString> m_seen;
    CommandLine m_line;
};

Result<CommandLine> Parser::parse()
{
    while (m_next < m_arguments.size() && !m_line.help && !m_line.version) {
        const QString argument = m_arguments.at(m_next++);
        const qsizetype equals = argument.startsWith("--"_L1) ? argument.indexOf(u'=') : -1;
        const QString name = equals < 0 ? argument : argument.first(equals);
        const Option *option = findOption(name);
        if (!option)
            return unknown(name);
        const std::optional<QString> attached =
            equals < 0 ? std::nullopt : std::optional(argument.sliced(equals + 1));
        if (const Result<void> applied = apply(*option, name, attached); !applied)
            return applied.error();
    }
    for (const ConfigOverride &other : m_line.overrides) {
        if (m_line.selfSigned && other.key.startsWith("tls."_L1))
            return usage(u"found --self-signed and %1, allowed: one of them"_s.arg(other.option));
    }
    return m_line;
}

Result<void> Parser::apply(const Option &option, const QString &name, const std::optional<QString> &attached)
{
    const QString longName = QString::fromUtf16(option.name);
    if (m_seen.contains(longName) && !option.isRepeatable)
        return usage(u"found %1 again, allowed: once"_s.arg(longName));
    m_seen.insert(longName);
    if (option.flag) {
        if (attached)
            return usage(u"found a value for %1, “%2”, allowed: none"_s.arg(name, *attached));
        m_line.*option.flag = true;
        return {};
    }
    const Result<QString> value = valueOf(option, name, attached);
    if (!value)
        return value.error();
    return setValue(option, name, *value);
}

Result<QString> Parser::valueOf(const Option &option, const QString &name,
                                const std::optional<QString> &attached)
{
    const QString wanted = QString::fromUtf16(option.value);
    if (attached) {
        if (attached->isEmpty())
            return usage(u"found no value behind %1=, allowed: %1 %2"_s.arg(name, wanted));
        return *attached;
    }
    if (m_next == m_arguments.size())
        return usage(u"found no value behind %1, allowed: %1 %2"_s.arg(name, wanted));
    const QString value = m_arguments.at(m_next);
    if (value.isEmpty() || findOption(value.section(u'=', 0, 0)))
        return usage(u"found “%1” instead of a value behind %2, allowed: %2 %3"_s.arg(value, name, wanted));
    ++m_next;
    return value;
}

Result<void> Parser::setValue(const Option &option, const QString &name, const QString &value)
{
    if (is(option, u"--config")) {
        m_line.configFile = value;
        return {};
    }
    if (is(option, u"--set")) {
        const qsizetype equals = value.indexOf(u'=');
        if (equals <= 0)
            return usage(u"found “%1” behind --set, allowed: --set KEY=VALUE"_s.arg(value));
        const QString key = value.first(equals).trimmed();
        return addOverride({.key = key, .value = value.sliced(equals + 1), .option = u"--set "_s + key},
                           false);
    }
    const QString key = QString::fromUtf16(option.key);
    const Result<ConfigValue> read = readText(findConfigKey(key)->rule, value);
    if (!read)
        return usage(u"%1: %2"_s.arg(name, read.error().text));
    return addOverride({.key = key, .value = value, .option = QString::fromUtf16(option.name)},
                       option.isRepeatable);
}

// Values of a repeatable option become one list.
Result<void> Parser::addOverride(const ConfigOverride &added, bool isRepeatable)
{
    for (ConfigOverride &earlier : m_line.overrides) {
        if (earlier.key != added.key)
            continue;
        if (!isRepeatable || earlier.option != added.option) {
            return usage(u"found %1 twice, by %2 and by %3, allowed: once"_s.arg(added.key, earlier.option,
                                                                                 added.option));
        }
        earlier.value += u',' + added.value;
        return {};
    }
    m_line.overrides.push_back(added);
    return {};
}

QString helpOf(const Option &option)
{
    QString help = QString::fromUtf16(option.help);
    if (const ConfigKey<Config> *key = findConfigKey(option.key)) {
        const ValueRule &rule = key->rule;
        const QString last = rule.choices.value(rule.choices.size() - 1);
        const QString others = rule.choices.mid(0, rule.choices.size() - 1).join(u", "_s);
        help.replace(u"{default}"_s, toText(rule, *key->get(defaultConfig())))
            .replace(u"{range}"_s, u"%1 to %2"_s.arg(rule.minimum).arg(rule.maximum))
            .replace(u"{choices}"_s, u"%1 or %2"_s.arg(others, last));
    }
    return help;
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    return Parser(arguments).parse();
}

QString helpText()
{
    constexpr qsizetype column = 36;
    QString text = u"Usage: signalbox [options]\n\nA WebSocket server with a control room. It listens as "
                   u"soon as it starts.\n\n"
                   "Options:\n"_s;
    for (const Option &option : Options) {
        const QString letter = QString::fromUtf16(option.letter);
        QString line =
            (letter.isEmpty() ? u"      "_s : u"  %1, "_s.arg(letter)) + QString::fromUtf16(option.name);
        if (*option.value != u'\0')
            line += u' ' + QString::fromUtf16(option.value);
        text += line.leftJustified(column) + helpOf(option) + u'\n';
    }
    text += uR"(
Precedence: option, environment (SIGNALBOX_LIMITS_MAX_CONNECTIONS), file, default.
Configuration: $XDG_CONFIG_HOME/signalbox/signalbox.toml (~/.config/... without that variable), else
/etc/signalbox/signalbox.toml; --print-config shows every key.
Signals: TERM and INT drain (a second one: at once), HUP reloads the configuration, USR1 opens the log again.
Exit codes: 0 clean, 64 bad usage, 69 no display or (--no-gui) an address in use or not available, 70 internal,
73 and 74 file trouble, 77 no permission, 78 bad configuration.
)"_s;
    return text;
}

QString versionText()
{
    return u"signalbox " SIGNALBOX_VERSION "\n"_s;
}

} // namespace signalbox
