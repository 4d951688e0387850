#include "core/protocol/jsonreader.h"

#include "core/protocol/jsontext.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <tuple>

using namespace Qt::StringLiterals;
namespace ondemand = simdjson::ondemand;

namespace signalbox {

namespace {

bool isSpace(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

//! simdjson's tokens extend to the next token.
QByteArrayView withoutTrailingSpace(QByteArrayView token)
{
    while (!token.isEmpty() && isSpace(token.back()))
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

//! simdjson's parser and the padded buffer that it requires.
class JsonReader::Simdjson
{
public:
    //! Returns a copy of \a json with padding; valid until the next call.
    simdjson::padded_string_view padded(QByteArrayView json)
    {
        const auto needed = std::size_t(json.size()) + simdjson::SIMDJSON_PADDING;
        if (needed > m_buffer.size() || m_buffer.size() > KeptBytes)
            resize(needed);
        std::memcpy(m_buffer.data(), json.data(), std::size_t(json.size()));
        return simdjson::padded_string_view(m_buffer.data(), std::size_t(json.size()), m_buffer.size());
    }
    ondemand::parser &parser() { return *m_parser; }

private:
    //! A larger buffer is released with the next text: parsing needs about seven times the size of the text.
    static constexpr std::size_t KeptBytes = 1024 * 1024;
    static constexpr std::size_t LeastBytes = 4096;

    void resize(std::size_t needed)
    {
        const std::size_t size = needed > KeptBytes ? needed : std::bit_ceil(std::max(needed, LeastBytes));
        if (size == m_buffer.size())
            return;
        m_buffer = std::vector<char>(size);
        m_parser = std::make_unique<ondemand::parser>();
        // Sufficient for every text that fits into the buffer. iterate() reports a failure of this call.
        std::ignore = m_parser->allocate(size);
    }

    std::vector<char> m_buffer;
    std::unique_ptr<ondemand::parser> m_parser = std::make_unique<ondemand::parser>();
};

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
        const qsizetype leading = std::ranges::find_if_not(json, isSpace) - json.begin();
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
    : m_simdjson(std::make_unique<Simdjson>())
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
    const simdjson::padded_string_view padded = m_simdjson->padded(json);
    ondemand::document document;
    switch (m_simdjson->parser().iterate(padded).get(document)) {
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
