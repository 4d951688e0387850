#include "core/model/jsonpath.h"

#include "core/base/ascii.h"
#include "core/base/simdjsonparser.h"

namespace ondemand = simdjson::ondemand;

namespace signalbox {

namespace {

//! \a source: a document or a value.
template <typename Source>
bool enterKey(Source &source, QByteArrayView key, ondemand::value &inside)
{
    ondemand::object object;
    if (source.get_object().get(object) != simdjson::SUCCESS)
        return false;
    for (auto next : object) {
        if (next.error() != simdjson::SUCCESS)
            return false;
        ondemand::field &field = next.value_unsafe();
        std::string_view name;
        if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
            QByteArrayView(name.data(), qsizetype(name.size())) != key)
            continue;
        inside = field.value();
        return true;
    }
    return false;
}

template <typename Source>
bool enterIndex(Source &source, quint32 index, ondemand::value &inside)
{
    ondemand::array array;
    if (source.get_array().get(array) != simdjson::SUCCESS)
        return false;
    for (auto next : array) {
        if (next.error() != simdjson::SUCCESS)
            return false;
        if (index-- > 0)
            continue;
        inside = next.value_unsafe();
        return true;
    }
    return false;
}

template <typename Source>
bool enter(Source &source, const std::variant<QByteArray, quint32> &step, ondemand::value &inside)
{
    if (const auto *key = std::get_if<QByteArray>(&step))
        return enterKey(source, *key, inside);
    return enterIndex(source, std::get<quint32>(step), inside);
}

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

//! \a container: an object or an array.
template <typename Container>
std::optional<JsonPath::Value> asWritten(simdjson::simdjson_result<Container> container)
{
    std::string_view text;
    if (container.error() != simdjson::SUCCESS ||
        container.value_unsafe().raw_json().get(text) != simdjson::SUCCESS)
        return std::nullopt;
    return JsonPath::Value{JsonPath::Value::Kind::Container, bytesOf(text).trimmed()};
}

std::optional<JsonPath::Value> valueOf(ondemand::value &found, JsonPath::Containers containers)
{
    using Kind = JsonPath::Value::Kind;
    ondemand::json_type type{};
    if (found.type().get(type) != simdjson::SUCCESS)
        return std::nullopt;
    switch (type) {
    case ondemand::json_type::object:
    case ondemand::json_type::array:
        if (containers == JsonPath::Containers::Empty)
            return JsonPath::Value{Kind::Container, {}};
        return type == ondemand::json_type::object ? asWritten(found.get_object())
                                                   : asWritten(found.get_array());
    case ondemand::json_type::string: {
        std::string_view text;
        if (found.get_string().get(text) != simdjson::SUCCESS)
            return std::nullopt;
        return JsonPath::Value{Kind::String, bytesOf(text)};
    }
    default:
        break;
    }
    // A token extends to the next one.
    return JsonPath::Value{type == ondemand::json_type::number ? Kind::Number : Kind::Literal,
                           bytesOf(found.raw_json_token()).trimmed()};
}

} // namespace

std::optional<JsonPath> JsonPath::parse(const QueryWord &word, qsizetype at, qsizetype length)
{
    const qsizetype end = at + length;
    std::vector<Step> steps;
    const auto isPlain = [&word, end](qsizetype i, QChar c) {
        return i < end && word.text[i] == c && word.isPlain(i);
    };
    while (at < end) {
        if (steps.size() == MaxSteps)
            return std::nullopt;
        if (isPlain(at, u'[')) {
            qsizetype close = at + 1;
            quint32 index = 0;
            while (close < end && isAsciiDigit(word.text[close].toLatin1()) && close - at <= 9)
                index = index * 10 + quint32(word.text[close++].digitValue());
            if (close == at + 1 || !isPlain(close, u']'))
                return std::nullopt;
            steps.emplace_back(index);
            at = close + 1;
        } else {
            const qsizetype begin = at;
            while (at < end && !isPlain(at, u'.') && !isPlain(at, u'['))
                ++at;
            if (at == begin)
                return std::nullopt;
            steps.emplace_back(QStringView(word.text).sliced(begin, at - begin).toUtf8());
        }
        if (isPlain(at, u'.') && ++at == end)
            return std::nullopt;
        // Behind a step there is a separator or the end; `a[0]b` is an error.
        if (at < end && !isPlain(at, u'[') && !isPlain(at - 1, u'.'))
            return std::nullopt;
    }
    if (steps.empty())
        return std::nullopt;
    return JsonPath(std::move(steps));
}

std::optional<JsonPath::Value> JsonPath::find(QByteArrayView json, Containers containers) const
{
    const auto *first = std::ranges::find_if_not(json, isJsonSpace);
    if (first == json.end() || (*first != '{' && *first != '['))
        return std::nullopt;
    // For each thread: queries are values without memory of their own, and a parser is expensive to make.
    thread_local SimdjsonParser parser;
    ondemand::document document;
    ondemand::value value;
    if (parser.iterate(json, document) != simdjson::SUCCESS || !enter(document, m_steps.front(), value))
        return std::nullopt;
    for (auto step = m_steps.begin() + 1; step != m_steps.end(); ++step) {
        ondemand::value inside;
        if (!enter(value, *step, inside))
            return std::nullopt;
        value = inside;
    }
    return valueOf(value, containers);
}

} // namespace signalbox
