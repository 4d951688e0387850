#include "core/config/configprinter.h"

#include "core/config/configschema.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

enum class Origins : quint8 { Shown, Hidden };

QString originComment(const QString &origin, Origins origins)
{
    if (origins == Origins::Hidden)
        return {};
    // A file name may contain a newline, which would end the comment.
    QString safe = origin;
    for (QChar &c : safe) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            c = QChar::ReplacementCharacter;
    }
    return u" # "_s + safe;
}

QString printTables(const LoadedConfig &loaded, Origins origins)
{
    QString text;
    QString table;
    for (const ConfigKey<Config> &key : configKeys()) {
        if (tableOf(key.name) != table) {
            table = tableOf(key.name);
            text += u"\n[%1]\n"_s.arg(table);
        }
        const std::optional<ConfigValue> value = key.get(loaded.config);
        if (!value)
            continue;
        text += u"# %1\n"_s.arg(key.documentation);
        text += key.name.section(u'.', -1) + u" = "_s + toToml(key.rule, *value);
        text += originComment(loaded.origins.value(key.name, u"default"_s), origins) + u'\n';
    }
    return text;
}

//! The elements of an array of tables, behind the documentation of their keys. \a sources has one for each, or none where they are defaults.
template <typename Target>
QString printElements(const QString &table, const std::vector<Target> &elements,
                      const std::vector<ConfigKey<Target>> &keys, const std::vector<QString> &sources,
                      Origins origins)
{
    QString text;
    for (const ConfigKey<Target> &key : keys)
        text += u"#   %1: %2\n"_s.arg(key.name, key.documentation);
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const QString source = i < sources.size() ? sources[i] : u"default"_s;
        text += u"\n[[%1]]"_s.arg(table) + originComment(source, origins) + u'\n';
        for (const ConfigKey<Target> &key : keys) {
            if (const std::optional<ConfigValue> value = key.get(elements[i]))
                text += key.name + u" = "_s + toToml(key.rule, *value) + u'\n';
        }
    }
    return text;
}

QString print(const LoadedConfig &loaded, Origins origins)
{
    QString text = printTables(loaded, origins);
    text += u"\n# Routes: if any are given, they replace the built-in routes.\n"_s;
    text += printElements(u"route"_s, loaded.config.routes, routeKeys(), loaded.routeOrigins, origins);
    text += u"\n# Tokens of clients, [[auth.token]], for auth.mode = \"token\".\n"_s;
    text += printElements(u"auth.token"_s, loaded.config.auth.tokens, authTokenKeys(),
                          loaded.authTokenOrigins, origins);
    text +=
        u"\n# Rules of some rooms, [[room]]; for the first table whose name matches, as far as it has a key.\n"_s;
    text += printElements(u"room"_s, loaded.config.rooms, roomKeys(), loaded.roomOrigins, origins);
    text +=
        u"\n# Tokens of the admin API, [[admin.token]], besides the one in the file admin.token of the state folder.\n"_s;
    text += printElements(u"admin.token"_s, loaded.config.admin.tokens, adminTokenKeys(), loaded.tokenOrigins,
                          origins);
    return text;
}

} // namespace

QString printConfig(const LoadedConfig &loaded, std::optional<qint64> capacity)
{
    LoadedConfig inEffect = loaded;
    inEffect.config = withMemoryInBytes(loaded.config, capacity);
    return u"# The configuration in effect, with the source of each value.\n"_s +
           print(inEffect, Origins::Shown);
}

QString defaultConfigText()
{
    const QString head = uR"(# Signalbox: every key of the configuration, with its default.
#
# Read from the file of --config, else $XDG_CONFIG_HOME/signalbox/signalbox.toml (~/.config without that variable), else
# /etc/signalbox/signalbox.toml. A key that is left out keeps its default. An environment variable such as
# SIGNALBOX_LIMITS_MAX_CONNECTIONS overrides the file, an option such as --set limits.max_connections=5000 both.
# signalbox --check-config reports errors, signalbox --print-config the values in effect and their sources.
#
# Durations: 500ms 25s 5min 1h 7d. Sizes: B KiB MiB GiB, a bare integer is bytes. 0 = no limit. Percentages are allowed
# for limits.memory and history.memory only.
)"_s;
    return head + print({}, Origins::Hidden);
}

} // namespace signalbox
