#include "core/config/commandline.h"

#include "core/config/configschema.h"

#include <QSet>

#include <array>

// QCommandLineParser would do most of this, but tells neither which option came twice nor what a value may
// be, and ends the program by itself.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Option
{
    const char16_t *name;
    const char16_t *letter; // empty: none
    const char16_t *value;  // empty: takes none
    const char16_t *help;
    const char16_t *key = u""; // the configuration key it sets
    bool isRepeatable = false;
};

constexpr std::array Options{
    Option{u"--no-gui", u"", u"", u"run without a window, and without any display"},
    Option{u"--config", u"-c", u"FILE", u"read the configuration (TOML) from FILE"},
    Option{u"--listen", u"", u"ADDR:PORT", u"listen there; may be given again [127.0.0.1:8080]",
           u"server.listen", true},
    Option{u"--admin-listen", u"", u"ADDR:PORT|off", u"health and metrics there [127.0.0.1:8081]",
           u"server.admin_listen"},
    Option{u"--set", u"", u"KEY=VALUE", u"set any key of the configuration; lists comma-separated", u"",
           true},
    Option{u"--threads", u"", u"N", u"io threads, 0 to 256; 0: automatic", u"server.threads"},
    Option{u"--self-signed", u"", u"",
           u"speak TLS with a development certificate for localhost, made in the state folder"},
    Option{u"--check-config", u"", u"", u"say whether the configuration is good, and exit"},
    Option{u"--print-config", u"", u"",
           u"print the configuration in effect and where it comes from, and exit"},
    Option{u"--log-level", u"", u"LEVEL", u"debug, info, warning or error [info]", u"log.level"},
    Option{u"--log-format", u"", u"FORMAT", u"text or json [text]", u"log.format"},
    Option{u"--help", u"-h", u"", u"print this, and exit"},
    Option{u"--version", u"-v", u"", u"print the version, and exit"},
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
    Result<void> take(const Option &option, const QString &name, const std::optional<QString> &attached);
    Result<QString> valueOf(const Option &option, const QString &name,
                            const std::optional<QString> &attached);
    void setFlag(const Option &option);
    Result<void> setValue(const Option &option, const QString &name, const QString &value);
    Result<void> override(const QString &key, const QString &value, const QString &option);

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
        if (const Result<void> taken = take(*option, name, attached); !taken)
            return taken.error();
    }
    for (const ConfigOverride &other : m_line.overrides) {
        if (m_line.selfSigned && other.key.startsWith("tls."_L1))
            return usage(u"found --self-signed and %1, allowed: one of them"_s.arg(other.option));
    }
    return m_line;
}

Result<void> Parser::take(const Option &option, const QString &name, const std::optional<QString> &attached)
{
    const QString longName = QString::fromUtf16(option.name);
    if (m_seen.contains(longName) && !option.isRepeatable)
        return usage(u"found %1 again, allowed: once"_s.arg(longName));
    m_seen.insert(longName);
    if (*option.value == u'\0') {
        if (attached)
            return usage(u"found a value for %1, “%2”, allowed: none"_s.arg(name, *attached));
        setFlag(option);
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

void Parser::setFlag(const Option &option)
{
    if (is(option, u"--no-gui"))
        m_line.noGui = true;
    else if (is(option, u"--self-signed"))
        m_line.selfSigned = true;
    else if (is(option, u"--check-config"))
        m_line.checkConfig = true;
    else if (is(option, u"--print-config"))
        m_line.printConfig = true;
    else if (is(option, u"--help"))
        m_line.help = true;
    else
        m_line.version = true;
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
        return override(key, value.sliced(equals + 1), u"--set "_s + key);
    }
    const QString key = QString::fromUtf16(option.key);
    const Result<ConfigValue> read = readText(findConfigKey(key)->rule, value);
    if (!read)
        return usage(u"%1: %2"_s.arg(name, read.error().text));
    return override(key, value, QString::fromUtf16(option.name));
}

Result<void> Parser::override(const QString &key, const QString &value, const QString &option)
{
    for (ConfigOverride &earlier : m_line.overrides) {
        if (earlier.key != key)
            continue;
        if (option != "--listen"_L1 || earlier.option != option) {
            return usage(
                u"found %1 twice, by %2 and by %3, allowed: once"_s.arg(key, earlier.option, option));
        }
        earlier.value += u',' + value;
        return {};
    }
    m_line.overrides.push_back({key, value, option});
    return {};
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
        text += line.leftJustified(column) + QString::fromUtf16(option.help) + u'\n';
    }
    text += uR"(
Precedence: option, environment (SIGNALBOX_LIMITS_MAX_CONNECTIONS), file, default.
Configuration: $XDG_CONFIG_HOME/signalbox/signalbox.toml (~/.config/... without that variable), else
/etc/signalbox/signalbox.toml; --print-config shows every key.
Signals: TERM and INT drain (a second one: at once), HUP reloads the configuration, USR1 opens the log again.
Exit codes: 0 clean, 64 bad usage, 69 no display or (--no-gui) an address in use, 70 internal, 73 and 74 file trouble,
77 no permission, 78 bad configuration.
)"_s;
    return text;
}

QString versionText()
{
    return u"signalbox " SIGNALBOX_VERSION "\n"_s;
}

} // namespace signalbox
