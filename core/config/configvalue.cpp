#include "core/config/configvalue.h"

#include "core/base/ascii.h"
#include "core/base/names.h"
#include "core/base/network.h"
#include "core/base/rfc3339.h"
#include "core/config/httpurl.h"
#include "core/config/originpattern.h"
#include "core/policy/origincheck.h"
#include "core/wire/httphead.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr QLatin1StringView Off("off");
constexpr qsizetype Sha256Digits = 64;

template <typename... Lambdas>
struct Overloaded : Lambdas...
{
    using Lambdas::operator()...;
};

QStringList tomlStrings(const QStringList &texts)
{
    QStringList quoted;
    for (const QString &text : texts)
        quoted += tomlString(text);
    return quoted;
}

QString tomlList(const QStringList &texts)
{
    return u'[' + tomlStrings(texts).join(u", "_s) + u']';
}

QString describeFound(const RawValue &raw)
{
    return std::visit(Overloaded{[](bool value) { return value ? u"true"_s : u"false"_s; },
                                 [](qint64 value) { return QString::number(value); },
                                 [](double value) { return QString::number(value, 'g', 17); },
                                 [](const QString &value) { return tomlString(value); },
                                 [](const QStringList &value) { return tomlList(value); },
                                 [](const UnsupportedValue &value) { return value.description; }},
                      raw);
}

//! As describeFound(), without what may be secret: in the place of a hash, often the token itself.
QString describeFoundFor(const ValueRule &rule, const RawValue &raw)
{
    const auto *text = std::get_if<QString>(&raw);
    if (rule.kind == ValueKind::Sha256)
        return text ? u"%1 characters"_s.arg(text->size()) : u"another value"_s;
    return text && rule.kind == ValueKind::HttpUrl ? describeFound(withoutSecrets(*text))
                                                   : describeFound(raw);
}

Error invalid(const ValueRule &rule, const RawValue &raw)
{
    return {Error::Code::Invalid,
            u"found %1, allowed: %2"_s.arg(describeFoundFor(rule, raw), describeAllowed(rule))};
}

QString formatBound(ValueKind kind, qint64 value)
{
    if (kind == ValueKind::Duration)
        return formatDuration(Milliseconds(value));
    if (kind == ValueKind::Size || kind == ValueKind::SizeOrPercentage)
        return formatByteSize(value);
    return QString::number(value);
}

QString describeRange(const ValueRule &rule)
{
    return u"from %1 to %2"_s.arg(formatBound(rule.kind, rule.minimum), formatBound(rule.kind, rule.maximum));
}

QString describeKind(const ValueRule &rule)
{
    switch (rule.kind) {
    case ValueKind::Boolean:
        return u"true or false"_s;
    case ValueKind::Integer:
        return u"a whole number "_s + describeRange(rule);
    case ValueKind::Duration:
        return u"a duration such as 500ms, 25s, 5min, 1h or 7d, "_s + describeRange(rule);
    case ValueKind::Size:
        return u"a size such as 64KiB (B, KiB, MiB, GiB) or a whole number of bytes, "_s +
               describeRange(rule);
    case ValueKind::SizeOrPercentage:
        return u"a size such as 64KiB (B, KiB, MiB, GiB) or a whole number of bytes, "_s +
               describeRange(rule) + u", or a whole percentage from 1% to 100%"_s;
    case ValueKind::Choice:
        return tomlStrings(rule.choices).join(u" or "_s);
    case ValueKind::Choices:
        return u"a list of different ones of "_s + tomlStrings(rule.choices).join(u", "_s) +
               u", at least one"_s;
    case ValueKind::FilePath:
        return u"the path of a file, as a string"_s;
    case ValueKind::Text:
        return u"a text"_s;
    case ValueKind::HttpUrl:
        return u"a URL such as https://example.org/path, with http or https, without a fragment, or an empty text"_s;
    case ValueKind::Endpoints:
        return u"a list of different addresses ADDR:PORT such as 127.0.0.1:8080 or [::1]:8080, at least one"_s;
    case ValueKind::EndpointOrOff:
        return u"an address ADDR:PORT such as 127.0.0.1:8081 or [::1]:8081, or off"_s;
    case ValueKind::Origins:
        return u"a list of origins scheme://host or scheme://host:port, without a path, the host may begin "
               u"with *., "
               u"the port may be *; or null; or *"_s;
    case ValueKind::Hosts:
        return u"a list of host names or addresses without a port, such as chat.example.org or [2001:db8::1]"_s;
    case ValueKind::Networks:
        return u"a list of addresses and networks in CIDR notation, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32"_s;
    case ValueKind::Tokens:
        return u"a list of different names (letters, digits and !#$%&'*+-.^_`|~)"_s;
    case ValueKind::RoutePath:
        return u"a path that begins with / and has at most one {room}, as a whole segment"_s;
    case ValueKind::RoomName:
        return u"a room name: "_s + describeNameRules(MaxRoomName);
    case ValueKind::RoomPatterns:
        return u"a list of room names, in which * stands for any characters: "_s +
               describeNameRules(MaxRoomName);
    case ValueKind::ParameterName:
        return u"a name of letters, digits and !#$%&'*+-.^_`|~, or an empty text"_s;
    case ValueKind::Time:
        return u"a time such as 2030-01-31T12:00:00Z"_s;
    case ValueKind::Name:
        return u"a name: "_s + describeNameRules(MaxUserName);
    case ValueKind::Sha256:
        return u"the SHA-256 of a token: 64 hexadecimal digits"_s;
    }
    Q_UNREACHABLE();
}

bool isList(ValueKind kind)
{
    return kind == ValueKind::Endpoints || kind == ValueKind::Origins || kind == ValueKind::Hosts ||
           kind == ValueKind::Networks || kind == ValueKind::Tokens || kind == ValueKind::Choices ||
           kind == ValueKind::RoomPatterns;
}

// The elements of a list, as a configuration writes them.
QStringList listTexts(const ConfigValue &value)
{
    if (const auto *texts = std::get_if<QStringList>(&value))
        return *texts;
    QStringList texts;
    for (const Endpoint &endpoint : std::get<std::vector<Endpoint>>(value))
        texts += endpoint.toString();
    return texts;
}

bool isInRange(const ValueRule &rule, qint64 value)
{
    return value >= rule.minimum && value <= rule.maximum;
}

std::optional<qint64> readQuantity(ValueKind kind, const RawValue &raw)
{
    const auto *number = std::get_if<qint64>(&raw);
    const auto *text = std::get_if<QString>(&raw);
    if (kind == ValueKind::Integer)
        return number ? std::optional(*number) : std::nullopt;
    if (kind == ValueKind::Size || kind == ValueKind::SizeOrPercentage) {
        if (number)
            return *number;
        const Result<qint64> size = parseByteSize(text ? *text : QString());
        return size ? std::optional(*size) : std::nullopt;
    }
    if (number) // only 0 has a meaning without a unit
        return *number == 0 ? std::optional<qint64>(0) : std::nullopt;
    const Result<Milliseconds> duration = parseDuration(text ? *text : QString());
    return duration ? std::optional<qint64>(duration->count()) : std::nullopt;
}

std::optional<RelativeSize> readPercentage(const RawValue &raw)
{
    const auto *text = std::get_if<QString>(&raw);
    if (!text || !text->endsWith(u'%'))
        return std::nullopt;
    const QStringView digits = QStringView(*text).chopped(1);
    const bool hasOnlyDigits =
        std::ranges::all_of(digits, [](QChar c) { return isAsciiDigit(c.toLatin1()); }); // no sign, no blank
    const qint64 percent = hasOnlyDigits ? digits.toLongLong() : 0; // 0 also for too many digits
    constexpr qint64 Most = 100;
    return percent >= 1 && percent <= Most ? std::optional(RelativeSize::percent(percent)) : std::nullopt;
}

std::optional<QString> normalisedNetwork(const QString &text)
{
    const std::optional<Network> network = Network::parse(text);
    return network ? std::optional(network->toString()) : std::nullopt;
}

std::optional<QString> normalisedElement(const ValueRule &rule, const QString &text)
{
    switch (rule.kind) {
    case ValueKind::Origins:
        return normalisedOriginPattern(text);
    case ValueKind::Hosts:
        return normalisedHost(text);
    case ValueKind::Networks:
        return normalisedNetwork(text);
    case ValueKind::Choices:
        return rule.choices.contains(text) ? std::optional(text) : std::nullopt;
    case ValueKind::RoomPatterns:
        return isValidRoomName(text) ? std::optional(text) : std::nullopt;
    default:
        return isToken(text.toUtf8()) ? std::optional(text) : std::nullopt;
    }
}

bool isRoutePath(const QString &text)
{
    if (!text.startsWith(u'/'))
        return false;
    const bool hasForbidden = std::ranges::any_of(
        text, [](QChar c) { return c.unicode() <= 0x20 || c.unicode() == 0x7f || c == u'?' || c == u'#'; });
    if (hasForbidden)
        return false;
    const QStringList segments = text.split(u'/');
    const auto isPlain = [](const QString &segment) {
        return !segment.contains(u'{') && !segment.contains(u'}');
    };
    return segments.count(u"{room}"_s) <= 1 &&
           std::ranges::all_of(segments, [&](const QString &s) { return s == "{room}"_L1 || isPlain(s); });
}

template <typename T>
bool hasDuplicates(const std::vector<T> &values)
{
    for (auto it = values.begin(); it != values.end(); ++it) {
        if (std::find(std::next(it), values.end(), *it) != values.end())
            return true;
    }
    return false;
}

Result<ConfigValue> readEndpoints(const ValueRule &rule, const QStringList &texts)
{
    std::vector<Endpoint> endpoints;
    std::vector<Endpoint> fixed; // port 0 may be repeated: each is another free port
    for (const QString &text : texts) {
        const Result<Endpoint> endpoint = parseEndpoint(text);
        if (!endpoint)
            return invalid(rule, text);
        endpoints.push_back(*endpoint);
        if (endpoint->port != 0)
            fixed.push_back(*endpoint);
    }
    if (endpoints.empty() || hasDuplicates(fixed))
        return invalid(rule, texts);
    return ConfigValue(endpoints);
}

Result<ConfigValue> readEndpointOrOff(const ValueRule &rule, const QString &text)
{
    if (text == Off)
        return ConfigValue(std::vector<Endpoint>());
    const Result<Endpoint> endpoint = parseEndpoint(text);
    return endpoint ? Result<ConfigValue>(std::vector<Endpoint>{*endpoint}) : invalid(rule, text);
}

Result<ConfigValue> readList(const ValueRule &rule, const QStringList &texts)
{
    if (rule.kind == ValueKind::Endpoints)
        return readEndpoints(rule, texts);
    QStringList values;
    for (const QString &text : texts) {
        const std::optional<QString> value = normalisedElement(rule, text);
        if (!value)
            return invalid(rule, text);
        values += *value;
    }
    const bool isChoices = rule.kind == ValueKind::Choices;
    if ((isChoices || rule.kind == ValueKind::Tokens) && QStringList(values).removeDuplicates() > 0)
        return invalid(rule, texts);
    if (isChoices && values.isEmpty())
        return invalid(rule, texts);
    values.removeDuplicates();
    return ConfigValue(values);
}

bool isAllowedText(ValueKind kind, const QString &text)
{
    switch (kind) {
    case ValueKind::HttpUrl:
        return text.isEmpty() || isHttpUrl(text);
    case ValueKind::RoutePath:
        return isRoutePath(text);
    case ValueKind::RoomName:
        return isValidRoomName(text);
    case ValueKind::ParameterName:
        return text.isEmpty() || isToken(text.toUtf8());
    case ValueKind::Sha256:
        return text.size() == Sha256Digits &&
               std::ranges::all_of(text, [](QChar c) { return hexValue(c.toLatin1()) >= 0; });
    default:
        return !text.contains(QChar(u'\0'));
    }
}

} // namespace

QString describeAllowed(const ValueRule &rule)
{
    const QString allowed = describeKind(rule);
    return rule.note.isEmpty() ? allowed : u"%1 (%2)"_s.arg(allowed, rule.note);
}

Result<ConfigValue> readValue(const ValueRule &rule, const RawValue &raw)
{
    switch (rule.kind) {
    case ValueKind::Boolean:
        if (const auto *value = std::get_if<bool>(&raw))
            return ConfigValue(*value);
        break;
    case ValueKind::Integer:
    case ValueKind::Duration:
    case ValueKind::Size: {
        const std::optional<qint64> value = readQuantity(rule.kind, raw);
        if (!value || !isInRange(rule, *value))
            break;
        return rule.kind == ValueKind::Duration ? ConfigValue(Milliseconds(*value)) : ConfigValue(*value);
    }
    case ValueKind::SizeOrPercentage: {
        if (const std::optional<RelativeSize> percentage = readPercentage(raw))
            return ConfigValue(*percentage);
        const std::optional<qint64> bytes = readQuantity(rule.kind, raw);
        if (bytes && isInRange(rule, *bytes))
            return ConfigValue(RelativeSize::bytes(*bytes));
        break;
    }
    case ValueKind::Choice: {
        const auto *text = std::get_if<QString>(&raw);
        const auto *number = std::get_if<qint64>(&raw); // 6 is accepted for "6"
        const qsizetype index = text     ? rule.choices.indexOf(*text)
                                : number ? rule.choices.indexOf(QString::number(*number))
                                         : -1;
        if (index >= 0)
            return ConfigValue(qint64(index));
        break;
    }
    case ValueKind::FilePath:
    case ValueKind::Text:
    case ValueKind::HttpUrl:
    case ValueKind::RoutePath:
    case ValueKind::RoomName:
    case ValueKind::ParameterName:
        if (const auto *text = std::get_if<QString>(&raw); text && isAllowedText(rule.kind, *text))
            return ConfigValue(*text);
        break;
    case ValueKind::Time: {
        const auto *text = std::get_if<QString>(&raw);
        const auto *other = std::get_if<UnsupportedValue>(&raw);
        const QString written = text ? *text : other ? other->time : QString();
        if (const std::optional<WallTime> time = fromRfc3339(written))
            return ConfigValue(toRfc3339(*time));
        break;
    }
    case ValueKind::Name: {
        const auto *text = std::get_if<QString>(&raw);
        if (const std::optional<QString> name = text ? toUserName(*text) : std::nullopt)
            return ConfigValue(*name);
        break;
    }
    case ValueKind::Sha256:
        if (const auto *text = std::get_if<QString>(&raw); text && isAllowedText(rule.kind, *text))
            return ConfigValue(text->toLower());
        break;
    case ValueKind::EndpointOrOff:
        if (const auto *text = std::get_if<QString>(&raw))
            return readEndpointOrOff(rule, *text);
        break;
    case ValueKind::Endpoints:
    case ValueKind::Origins:
    case ValueKind::Hosts:
    case ValueKind::Networks:
    case ValueKind::Tokens:
    case ValueKind::Choices:
    case ValueKind::RoomPatterns:
        if (const auto *texts = std::get_if<QStringList>(&raw))
            return readList(rule, *texts);
        break;
    }
    return invalid(rule, raw);
}

Result<ConfigValue> readText(const ValueRule &rule, const QString &text)
{
    if (rule.kind == ValueKind::Boolean && (text == "true"_L1 || text == "false"_L1))
        return readValue(rule, text == "true"_L1);
    if (rule.kind == ValueKind::Integer) {
        bool isNumber = false;
        const qint64 number = text.toLongLong(&isNumber);
        if (isNumber)
            return readValue(rule, number);
    }
    if (!isList(rule.kind))
        return readValue(rule, text);
    QStringList texts;
    if (!text.isEmpty()) {
        for (const QString &part : text.split(u','))
            texts += part.trimmed();
    }
    return readValue(rule, texts);
}

QString toText(const ValueRule &rule, const ConfigValue &value)
{
    switch (rule.kind) {
    case ValueKind::Boolean:
        return std::get<bool>(value) ? u"true"_s : u"false"_s;
    case ValueKind::Integer:
    case ValueKind::Size:
        return formatBound(rule.kind, std::get<qint64>(value));
    case ValueKind::SizeOrPercentage: {
        const auto size = std::get<RelativeSize>(value);
        return size.isPercentage() ? QString::number(size.number()) + u'%' : formatByteSize(size.number());
    }
    case ValueKind::Duration:
        return formatDuration(std::get<Milliseconds>(value));
    case ValueKind::Choice:
        return rule.choices.at(std::get<qint64>(value));
    case ValueKind::FilePath:
    case ValueKind::Text:
    case ValueKind::HttpUrl:
    case ValueKind::RoutePath:
    case ValueKind::RoomName:
    case ValueKind::ParameterName:
    case ValueKind::Time:
    case ValueKind::Name:
    case ValueKind::Sha256:
        return std::get<QString>(value);
    case ValueKind::EndpointOrOff: {
        const auto &endpoints = std::get<std::vector<Endpoint>>(value);
        return endpoints.empty() ? QString(Off) : endpoints.front().toString();
    }
    case ValueKind::Endpoints:
    case ValueKind::Origins:
    case ValueKind::Hosts:
    case ValueKind::Networks:
    case ValueKind::Tokens:
    case ValueKind::Choices:
    case ValueKind::RoomPatterns:
        return listTexts(value).join(u',');
    }
    Q_UNREACHABLE();
}

QString toToml(const ValueRule &rule, const ConfigValue &value)
{
    if (isList(rule.kind))
        return tomlList(listTexts(value));
    const QString text =
        rule.kind == ValueKind::HttpUrl ? withoutSecrets(toText(rule, value)) : toText(rule, value);
    const bool isBare = rule.kind == ValueKind::Boolean || rule.kind == ValueKind::Integer;
    return isBare ? text : tomlString(text);
}

QString tomlString(const QString &text)
{
    QString quoted = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            quoted += u'\\' + QString(c);
        else if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            quoted += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            quoted += c;
    }
    return quoted + u'"';
}

} // namespace signalbox
