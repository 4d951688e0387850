#include "core/protocol/jsonreader.h"

#include "core/base/ascii.h"
#include "core/base/simdjsonparser.h"
#include "core/protocol/jsontext.h"

#include <algorithm>

using namespace Qt::StringLiterals;
namespace ondemand = simdjson::ondemand;

namespace signalbox {

namespace {

//! simdjson's tokens extend to the next token.
QByteArrayView withoutTrailingSpace(QByteArrayView token)
{
    while (!token.isEmpty() && isJsonSpace(token.back()))
        token.chop(1);
    return token;
}

//! Returns the string whose first character is at \a inside, without quotes. simdjson has verified that it
//! ends.
QByteArrayView keyAt(const char *inside)
{
    const char *end = inside;
    while (*end != '"')
        end += *end == '\\' ? 2 : 1;
    return {inside, end - inside};
}

QString grammarText()
{
    return u"This is not valid JSON"_s;
}

} // namespace

//! Validates one text. Its functions return false at the first fault, which m_fault describes.
class JsonReader::Walk
{
public:
    explicit Walk(JsonReader &reader)
        : m_reader(reader)
    {
    }

    bool document(ondemand::document &document, QByteArrayView json)
    {
        ondemand::json_type type{};
        if (document.type().get(type))
            return fail();
        const bool isObject = type == ondemand::json_type::object;
        if (isObject || type == ondemand::json_type::array) {
            if (!container(document, isObject, 1))
                return false;
            if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
                return fail(u"There is something after the JSON value"_s);
        } else if (!onlyScalar(document, json)) {
            return fail();
        }
        return isObject || fail(u"A request has to be a JSON object"_s, Fault::Kind::NotObject);
    }

    Fault &fault() { return m_fault; }

private:
    bool fail(const QString &text = grammarText(), Fault::Kind kind = Fault::Kind::NotJson)
    {
        m_fault = {kind, text, m_key};
        return false;
    }

    bool onlyScalar(ondemand::document &document, QByteArrayView json)
    {
        std::string_view token;
        if (document.raw_json_token().get(token))
            return false;
        const QByteArrayView bare = withoutTrailingSpace({token.data(), qsizetype(token.size())});
        const qsizetype leading = std::ranges::find_if_not(json, isJsonSpace) - json.begin();
        return scalar(bare) && bare.size() == withoutTrailingSpace(json).size() - leading;
    }

    bool value(ondemand::value &source, int depth)
    {
        ondemand::json_type type{};
        if (source.type().get(type))
            return fail();
        const bool isObject = type == ondemand::json_type::object;
        if (isObject || type == ondemand::json_type::array)
            return container(source, isObject, depth);
        const std::string_view token = source.raw_json_token();
        // simdjson would skip an unread string together with a colon after it, as if it were a key.
        ondemand::raw_json_string string;
        if (type == ondemand::json_type::string && source.get_raw_json_string().get(string))
            return fail();
        return scalar(withoutTrailingSpace({token.data(), qsizetype(token.size())}));
    }

    //! \a source: a document or a value.
    template <typename Source>
    bool container(Source &source, bool isObject, int depth)
    {
        if (depth > MaxDepth) {
            return fail(u"Objects and arrays are nested more than %1 deep"_s.arg(MaxDepth),
                        Fault::Kind::TooDeep);
        }
        if (isObject) {
            ondemand::object object;
            return source.get_object().get(object) ? fail() : members(object, depth);
        }
        ondemand::array array;
        return source.get_array().get(array) ? fail() : elements(array, depth);
    }

    bool elements(ondemand::array &array, int depth)
    {
        for (auto next : array) {
            ondemand::value element;
            if (std::move(next).get(element))
                return fail();
            if (!value(element, depth + 1))
                return false;
        }
        return true;
    }

    bool members(ondemand::object &object, int depth)
    {
        for (auto next : object) {
            ondemand::field field;
            if (std::move(next).get(field))
                return fail();
            const QByteArrayView key = keyAt(field.key().raw());
            if (!escapes(key))
                return false;
            if (depth > 1) {
                if (!value(field.value(), depth + 1))
                    return false;
            } else if (!topLevelField(key, field.value())) {
                return false;
            }
        }
        return true;
    }

    bool topLevelField(QByteArrayView rawKey, ondemand::value &fieldValue)
    {
        QByteArrayView key = rawKey;
        if (rawKey.contains('\\'))
            key = m_reader.m_unescapedKeys.emplace_back(unescaped(rawKey));
        m_key = QByteArray::fromRawData(key.data(), key.size());
        const std::string_view token = fieldValue.raw_json_token();
        qsizetype size = qsizetype(token.size());
        if (!value(fieldValue, 2))
            return false;
        if (token.front() == '{' || token.front() == '[') {
            const char *next = nullptr; // the comma or brace that follows
            if (fieldValue.current_location().get(next))
                return fail();
            size = next - token.data();
        }
        m_key.clear();
        m_reader.m_fields.push_back({key, withoutTrailingSpace({token.data(), size})});
        return true;
    }

    bool scalar(QByteArrayView token)
    {
        if (isJsonString(token))
            return escapes(insideQuotes(token));
        if (token == "true" || token == "false" || token == "null" || isJsonNumber(token))
            return true;
        return fail();
    }

    bool escapes(QByteArrayView inside)
    {
        return hasValidEscapes(inside) ||
               fail(u"A string has an escape that JSON does not know, or half a surrogate pair"_s);
    }

    JsonReader &m_reader;
    Fault m_fault;
    QByteArray m_key; //!< of the top-level field being read; refers to the buffer
};

JsonReader::JsonReader()
    : m_parser(std::make_unique<SimdjsonParser>())
{
}

JsonReader::~JsonReader() = default;

std::optional<JsonReader::Fault> JsonReader::read(QByteArrayView json)
{
    m_fields.clear();
    m_unescapedKeys.clear();
    // RFC 8259 section 8.1 allows ignoring it; it is rejected because content must be forwarded unchanged.
    if (json.startsWith("\xEF\xBB\xBF"))
        return Fault{Fault::Kind::NotJson, u"JSON must not begin with a byte order mark"_s, {}};

    if (json.isEmpty())
        return Fault{Fault::Kind::NotJson, u"The message is empty"_s, {}};
    ondemand::document document;
    switch (m_parser->iterate(json, document)) {
    case simdjson::SUCCESS:
        break;
    case simdjson::UTF8_ERROR:
        return Fault{Fault::Kind::NotJson, u"This is not valid UTF-8"_s, {}};
    default:
        return Fault{Fault::Kind::NotJson, grammarText(), {}};
    }
    Walk walk(*this);
    if (walk.document(document, json))
        return std::nullopt;
    Fault fault = std::move(walk.fault());
    fault.key.detach(); // it refers to the buffer
    return fault;
}

} // namespace signalbox
