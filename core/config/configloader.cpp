#include "core/config/configloader.h"

#include "core/config/configfile.h"
#include "core/config/configschema.h"
#include "core/config/environment.h"
#include "core/config/httpurl.h"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

// Debian's libtomlplusplus is built with exceptions, so they cannot be switched off here. parseToml() is the
// only function that handles them.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString fromToml(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString describeType(const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::table:
        return u"a table"_s;
    case toml::node_type::array:
        return u"a list of other values than strings"_s;
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
        return u"a date or time"_s;
    default:
        return u"a single value"_s;
    }
}

//! Returns \a time as RFC 3339 writes it; empty without an offset.
QString textOf(const toml::date_time &time)
{
    if (!time.offset)
        return {};
    std::ostringstream text;
    text << time;
    return QString::fromStdString(text.str());
}

RawValue rawValue(const toml::node &node)
{
    if (const auto *value = node.as_boolean())
        return value->get();
    if (const auto *value = node.as_integer())
        return qint64(value->get());
    if (const auto *value = node.as_floating_point())
        return value->get();
    if (const auto *value = node.as_string())
        return fromToml(value->get());
    if (const auto *list = node.as_array()) {
        QStringList texts;
        for (const toml::node &element : *list) {
            if (const auto *text = element.as_string())
                texts += fromToml(text->get());
            else
                return UnsupportedValue{describeType(node)};
        }
        return texts;
    }
    const auto *time = node.as_date_time();
    return UnsupportedValue{describeType(node), time ? textOf(time->get()) : QString()};
}

Result<toml::table> parseToml(const QByteArray &bytes, const QString &file)
{
    try {
        return toml::parse(std::string_view(bytes.constData(), std::size_t(bytes.size())));
    } catch (const toml::parse_error &error) {
        const toml::source_position at = error.source().begin;
        return Error{Error::Code::Invalid, u"%1:%2:%3: bad TOML: %4"_s.arg(file, QString::number(at.line),
                                                                           QString::number(at.column),
                                                                           fromToml(error.description()))};
    }
}

QStringList namesOf(const std::vector<ConfigKey<Config>> &keys)
{
    QStringList names;
    for (const ConfigKey<Config> &key : keys)
        names += key.name;
    return names;
}

QString didYouMean(const QString &word, const QStringList &candidates, const QString &pattern = u"%1"_s)
{
    const QString nearest = nearestName(word, candidates);
    return nearest.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(pattern.arg(nearest));
}

class Loader
{
public:
    //! \a streams: whether the file may be a pipe.
    Result<LoadedConfig> load(const ConfigSources &sources, Streams streams);

private:
    QString placeOf(const ConfigViolation &violation) const;
    void readTables(const toml::table &root);
    void readTable(const QString &table, const toml::table &content);
    void readRoutes(const toml::node &node, const QString &where);
    void readRoute(const toml::table &content, const QString &where);
    //! Checks the keys of an element against each other, and against the elements before it.
    template <typename Target>
    using Check = std::vector<ConfigViolation> (*)(const Target &element, const std::vector<Target> &before);
    //! Reads [[\a table]].
    template <typename Target>
    void readElements(const QString &table, const toml::node &node, const QString &where,
                      const std::vector<ConfigKey<Target>> &keys, Check<Target> check,
                      std::vector<Target> &elements, std::vector<QString> &origins);
    //! Reads the keys of an element of [[\a table]], and notes their \a locations. Returns false if a value is wrong.
    template <typename Target>
    bool readElement(Target &target, const QString &table, const toml::table &content,
                     const std::vector<ConfigKey<Target>> &keys, QHash<QString, QString> &locations);
    void readEnvironment(const QProcessEnvironment &environment);
    void warnAboutVariables(const QStringList &names);
    void readOption(const ConfigOverride &option);

    void store(const ConfigKey<Config> &key, const Result<ConfigValue> &value, const QString &where);
    void addError(const QString &where, const QString &key, const QString &text);
    void addUnknownKey(const QString &where, const QString &name);
    QString location(const toml::source_region &source) const;

    LoadedConfig m_loaded;
    std::vector<RouteSettings> m_routes;
    QStringList m_errors;
};

Result<LoadedConfig> Loader::load(const ConfigSources &sources, Streams streams)
{
    const Result<QString> file = findConfigFile(sources);
    if (!file)
        return file.error();
    m_loaded.file = *file;
    if (!m_loaded.file.isEmpty()) {
        const Result<QByteArray> bytes = readConfigFile(m_loaded.file, streams);
        if (!bytes)
            return bytes.error();
        m_loaded.isFileBlank = bytes->trimmed().isEmpty();
        const Result<toml::table> root = parseToml(*bytes, m_loaded.file);
        if (root)
            readTables(*root);
        else
            m_errors += root.error().text;
    }
    readEnvironment(sources.environment);
    for (const ConfigOverride &option : sources.options)
        readOption(option);
    LimitSettings &limits = m_loaded.config.limits;
    if (limits.outboxHard > 0 && !m_loaded.origins.contains(u"limits.outbox_soft"_s))
        limits.outboxSoft = std::min(limits.outboxSoft, limits.outboxHard);
    for (const ConfigViolation &violation : checkConfig(m_loaded.config))
        addError(placeOf(violation), violation.key, violation.text);
    if (!m_errors.isEmpty())
        return Error{Error::Code::Invalid, m_errors.join(u'\n')};
    m_loaded.warnings += configWarnings(m_loaded.config);
    return m_loaded;
}

QString Loader::placeOf(const ConfigViolation &violation) const
{
    if (violation.route && *violation.route < m_loaded.routeOrigins.size())
        return m_loaded.routeOrigins[*violation.route];
    const QString &key = violation.cause.isEmpty() ? violation.key : violation.cause;
    return m_loaded.origins.value(key, u"default"_s);
}

void Loader::readTables(const toml::table &root)
{
    const QStringList tables = configTables();
    for (const auto &[tomlKey, node] : root) {
        const QString name = fromToml(tomlKey.str());
        const QString where = location(tomlKey.source());
        if (name == "route"_L1)
            readRoutes(node, where);
        else if (name == "room"_L1)
            readElements(name, node, where, roomKeys(), checkRoom, m_loaded.config.rooms,
                         m_loaded.roomOrigins);
        else if (tables.contains(name) && node.is_table())
            readTable(name, *node.as_table());
        else if (tables.contains(name))
            m_errors += u"%1: found %2 as [%3], allowed: a table"_s.arg(where, describeType(node), name);
        else if (node.is_table() || node.is_array_of_tables())
            m_errors += u"%1: found the unknown table [%2], allowed: [%3], [[route]] and [[room]]%4"_s.arg(
                where, name, tables.join(u"], ["_s), didYouMean(name, tables, u"[%1]"_s));
        else
            addUnknownKey(where, name);
    }
}

void Loader::readTable(const QString &table, const toml::table &content)
{
    for (const auto &[tomlKey, node] : content) {
        const QString name = table + u'.' + fromToml(tomlKey.str());
        const QString where = location(tomlKey.source());
        if (name == "admin.token"_L1)
            readElements(name, node, where, adminTokenKeys(), checkAdminToken, m_loaded.config.admin.tokens,
                         m_loaded.tokenOrigins);
        else if (name == "auth.token"_L1)
            readElements(name, node, where, authTokenKeys(), checkAuthToken, m_loaded.config.auth.tokens,
                         m_loaded.authTokenOrigins);
        else if (const ConfigKey<Config> *key = findConfigKey(name))
            store(*key, readValue(key->rule, rawValue(node)), where);
        else if (configTables().contains(name) && node.is_table())
            readTable(name, *node.as_table());
        else if (configTables().contains(name))
            m_errors += u"%1: found %2 as [%3], allowed: a table"_s.arg(where, describeType(node), name);
        else
            addUnknownKey(where, name);
    }
}

void Loader::readRoutes(const toml::node &node, const QString &where)
{
    const toml::array *list = node.as_array();
    if (!list || list->empty() || !node.is_array_of_tables()) {
        m_errors += u"%1: found something else as route, allowed: [[route]] tables"_s.arg(where);
        return;
    }
    for (const toml::node &element : *list)
        readRoute(*element.as_table(), location(element.source()));
    m_loaded.config.routes = m_routes;
}

void Loader::readRoute(const toml::table &content, const QString &where)
{
    const QString table = u"route"_s;
    QHash<QString, QString> locations;
    RouteSettings route;
    if (readElement(route, table, content, routeKeys(),
                    locations)) { // keys are checked against each other only when each of them is valid
        for (const ConfigViolation &violation : checkRoute(route))
            addError(locations.value(violation.key, where), table + u'.' + violation.key, violation.text);
    }
    if (std::ranges::any_of(m_routes, [&](const RouteSettings &other) { return other.path == route.path; })) {
        addError(locations.value(u"path"_s, where), u"route.path"_s,
                 u"found %1 again, allowed: each path once"_s.arg(tomlString(route.path)));
    }
    m_routes.push_back(route);
    m_loaded.routeOrigins.push_back(where);
}

template <typename Target>
void Loader::readElements(const QString &table, const toml::node &node, const QString &where,
                          const std::vector<ConfigKey<Target>> &keys, Check<Target> check,
                          std::vector<Target> &elements, std::vector<QString> &origins)
{
    if (!node.is_array_of_tables()) {
        m_errors += u"%1: found something else as %2, allowed: [[%2]] tables"_s.arg(where, table);
        return;
    }
    for (const toml::node &element : *node.as_array()) {
        const QString place = location(element.source());
        QHash<QString, QString> locations;
        Target target;
        if (!readElement(target, table, *element.as_table(), keys, locations))
            continue;
        for (const ConfigViolation &violation : check(target, elements))
            addError(locations.value(violation.key, place), table + u'.' + violation.key, violation.text);
        elements.push_back(target);
        origins.push_back(place);
    }
}

template <typename Target>
bool Loader::readElement(Target &target, const QString &table, const toml::table &content,
                         const std::vector<ConfigKey<Target>> &keys, QHash<QString, QString> &locations)
{
    bool isGood = true;
    for (const auto &[tomlKey, node] : content) {
        const QString name = fromToml(tomlKey.str());
        locations.insert(name, location(tomlKey.source()));
        const auto key = std::ranges::find(keys, name, &ConfigKey<Target>::name);
        if (key == keys.end()) {
            QStringList names;
            for (const ConfigKey<Target> &known : keys)
                names += known.name;
            addError(locations.value(name), table + u'.' + name,
                     u"found an unknown key, allowed in [[%1]]: %2%3"_s.arg(table, names.join(u", "_s),
                                                                            didYouMean(name, names)));
            continue;
        }
        const Result<ConfigValue> value = readValue(key->rule, rawValue(node));
        if (value) {
            key->set(target, *value);
        } else {
            isGood = false;
            addError(locations.value(name), table + u'.' + name, value.error().text);
        }
    }
    return isGood;
}

void Loader::readEnvironment(const QProcessEnvironment &environment)
{
    QStringList names;
    for (const ConfigKey<Config> &key : configKeys())
        names += environmentName(key.name);
    QStringList given = environment.keys();
    given.sort();
    QStringList unknown;
    for (const QString &name : given) {
        const QString value = environment.value(name);
        if (!name.startsWith("SIGNALBOX_"_L1) || value.isEmpty()) // empty: unset
            continue;
        const QString where = u"environment "_s + name;
        switch (classifyVariable(name, value)) {
        case Variable::Key: {
            const ConfigKey<Config> &key = configKeys()[std::size_t(names.indexOf(name))];
            store(key, readText(key.rule, value), where);
            break;
        }
        case Variable::UnknownKey:
            m_errors +=
                u"%1: found an unknown key, allowed: SIGNALBOX_<TABLE>_<KEY> for the keys of --print-config%2"_s
                    .arg(where, didYouMean(name, names));
            break;
        case Variable::Unknown:
            unknown += name;
            break;
        case Variable::Foreign:
            break;
        }
    }
    if (!unknown.isEmpty())
        warnAboutVariables(unknown);
}

// One warning for all of them: they may be meant for another program.
void Loader::warnAboutVariables(const QStringList &names)
{
    QStringList known;
    for (const ConfigKey<Config> &key : configKeys())
        known += environmentName(key.name);
    QStringList described;
    for (const QString &name : names) {
        // SIGNALBOX_LISTEN for SIGNALBOX_SERVER_LISTEN: the name without its table.
        const QString withoutTable = name.sliced(u"SIGNALBOX"_s.size());
        const auto misplaced =
            std::ranges::find_if(known, [&](const QString &other) { return other.endsWith(withoutTable); });
        const QString meant = misplaced != known.end() ? *misplaced : nearestName(name, known);
        described += meant.isEmpty() ? name : u"%1 (did you mean %2?)"_s.arg(name, meant);
    }
    m_loaded.warnings +=
        u"environment: unknown, and ignored: %1; a key is set by SIGNALBOX_<TABLE>_<KEY>"_s.arg(
            described.join(u", "_s));
}

void Loader::readOption(const ConfigOverride &option)
{
    const QString where = u"option "_s + option.option;
    if (const ConfigKey<Config> *key = findConfigKey(option.key)) {
        if (key->rule.kind == ValueKind::HttpUrl && hasUserInfo(option.value))
            addError(
                where, key->name,
                u"found a URL with a name or password, allowed: none here, as all processes can read the "
                u"command line; the file or the environment"_s);
        else
            store(*key, readText(key->rule, option.value), where);
    } else if (tableOf(option.key) == "route"_L1)
        addError(where, option.key, u"routes can only be given in a file, as [[route]] tables"_s);
    else if (tableOf(option.key) == "room"_L1)
        addError(where, option.key, u"rooms can only be given in a file, as [[room]] tables"_s);
    else if (option.key == "admin.token"_L1 || option.key.startsWith("admin.token."_L1))
        addError(where, option.key, u"tokens can only be given in a file, as [[admin.token]] tables"_s);
    else if (option.key == "auth.token"_L1 || option.key.startsWith("auth.token."_L1))
        addError(where, option.key, u"tokens can only be given in a file, as [[auth.token]] tables"_s);
    else
        addUnknownKey(where, option.key);
}

void Loader::store(const ConfigKey<Config> &key, const Result<ConfigValue> &value, const QString &where)
{
    if (!value) {
        addError(where, key.name, value.error().text);
        return;
    }
    key.set(m_loaded.config, *value);
    m_loaded.origins.insert(key.name, where);
}

void Loader::addError(const QString &where, const QString &key, const QString &text)
{
    m_errors += u"%1: key %2: %3"_s.arg(where, key, text);
}

void Loader::addUnknownKey(const QString &where, const QString &name)
{
    QStringList siblings;
    for (const ConfigKey<Config> &key : configKeys()) {
        if (name.contains(u'.') && tableOf(key.name) == tableOf(name))
            siblings += key.name.section(u'.', -1);
    }
    const QString allowed =
        siblings.isEmpty()
            ? u"are the keys of [%1], [[route]] and [[room]]"_s.arg(configTables().join(u"], ["_s))
            : u"in [%1]: %2"_s.arg(tableOf(name), siblings.join(u", "_s));
    addError(where, name,
             u"found an unknown key, allowed %1%2"_s.arg(allowed, didYouMean(name, namesOf(configKeys()))));
}

QString Loader::location(const toml::source_region &source) const
{
    return m_loaded.file + u':' + QString::number(source.begin.line);
}

} // namespace

Result<LoadedConfig> loadConfig(const ConfigSources &sources)
{
    return Loader().load(sources, Streams::Accepted);
}

Result<LoadedConfig> reloadConfig(const ConfigSources &sources, const LoadedConfig &running)
{
    Result<LoadedConfig> loaded = Loader().load(sources, Streams::Refused);
    if (!loaded || running.file.isEmpty())
        return loaded;
    if (loaded->file != running.file) {
        const QStringList files = defaultConfigFiles(sources);
        const qsizetype now = files.indexOf(loaded->file);
        if (now < 0 || now > files.indexOf(running.file)) {
            return Error{Error::Code::NotFound,
                         u"%1: found no file any more, allowed: the file that this server runs with"_s.arg(
                             running.file)};
        }
    }
    if (loaded->isFileBlank && !running.isFileBlank) {
        return Error{
            Error::Code::Invalid,
            u"%1: found an empty file, which may be about to be written, allowed: at least a comment"_s.arg(
                loaded->file)};
    }
    return loaded;
}

} // namespace signalbox
