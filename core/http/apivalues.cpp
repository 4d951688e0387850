#include "core/http/apivalues.h"

#include "core/protocol/jsonfieldreader.h"
#include "core/protocol/jsontext.h"
#include "core/wire/requesttarget.h"

#include <QStringBuilder>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Type = ApiField::Type;

QString nameOf(const ApiField &field)
{
    return QString::fromUtf8(field.name.data(), qsizetype(field.name.size()));
}

ApiProblem badValue(const ApiField &field, const QString &what)
{
    return {422, nameOf(field) % u' ' % what, QByteArray(field.name.data(), qsizetype(field.name.size()))};
}

QString rangeOf(const ApiField &field, const QString &unit)
{
    if (field.most == std::numeric_limits<qint64>::max())
        return u"at least %1%2"_s.arg(field.least).arg(unit);
    return u"from %1 to %2%3"_s.arg(field.least).arg(field.most).arg(unit);
}

bool isInRange(const ApiField &field, qint64 number)
{
    return number >= field.least && number <= field.most;
}

//! Characters, not code units.
qint64 lengthOf(const QString &text)
{
    return text.size() - std::ranges::count_if(text, [](QChar unit) { return unit.isLowSurrogate(); });
}

std::optional<ApiProblem> checkText(const ApiField &field, const QString &text)
{
    if (!isInRange(field, lengthOf(text)))
        return badValue(field, u"must have "_s + rangeOf(field, u" characters"_s));
    if (field.choices.empty())
        return std::nullopt;
    QStringList choices;
    for (const std::string_view choice : field.choices)
        choices += QString::fromUtf8(choice.data(), qsizetype(choice.size()));
    if (choices.contains(text))
        return std::nullopt;
    return badValue(field, u"must be "_s + choices.join(u" or "_s));
}

//! Decimal digits only, with a minus: no 1.0, 1e2, +1 or leading blanks.
std::optional<qint64> parseInteger(QByteArrayView text)
{
    qint64 number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    const bool isWhole = error == std::errc() && end == text.end();
    return isWhole ? std::optional(number) : std::nullopt;
}

using Read = std::variant<ApiValue, ApiProblem>;

Read readInteger(const ApiField &field, QByteArrayView text)
{
    const std::optional<qint64> number = parseInteger(text);
    if (!number || !isInRange(field, *number))
        return badValue(field, u"must be a whole number "_s + rangeOf(field, {}));
    return ApiValue(*number);
}

Read readBoolean(const ApiField &field, QByteArrayView text)
{
    if (text != "true" && text != "false")
        return badValue(field, u"must be true or false"_s);
    return ApiValue(text == "true");
}

Read readParameter(const ApiField &field, const QString &text)
{
    switch (field.type) {
    case Type::Integer:
        return readInteger(field, text.toUtf8());
    case Type::Boolean:
        return readBoolean(field, text.toUtf8());
    case Type::Text:
    case Type::TextList:
    case Type::Json:
        break;
    }
    if (std::optional<ApiProblem> problem = checkText(field, text))
        return *std::move(problem);
    return ApiValue(text);
}

Read readField(const ApiField &field, QByteArrayView json)
{
    switch (field.type) {
    case Type::Integer:
        return readInteger(field, json);
    case Type::Boolean:
        return readBoolean(field, json);
    case Type::Text: {
        if (!isJsonString(json))
            return badValue(field, u"must be a string"_s);
        const QString text = exactText(unescaped(insideQuotes(json)));
        if (std::optional<ApiProblem> problem = checkText(field, text))
            return *std::move(problem);
        return ApiValue(text);
    }
    case Type::TextList: {
        const std::optional<QStringList> texts = json.startsWith('[') ? exactTexts(json) : std::nullopt;
        if (!texts)
            return badValue(field, u"must be an array of strings"_s);
        if (!isInRange(field, texts->size()))
            return badValue(field, u"must have "_s + rangeOf(field, u" elements"_s));
        return ApiValue(*texts);
    }
    case Type::Json:
        break;
    }
    return ApiValue(json.toByteArray());
}

Result<QString> decodeParameter(QByteArrayView text)
{
    return percentDecode(text.toByteArray().replace('+', ' '));
}

QByteArray shortName(QByteArrayView name)
{
    constexpr qsizetype Longest = 128;
    return QString::fromUtf8(name.first(std::min(name.size(), Longest))).toUtf8();
}

} // namespace

ApiValues::ApiValues(std::span<const ApiField> fields)
    : m_fields(fields)
    , m_values(fields.size())
{
}

const ApiValue &ApiValues::find(std::string_view name) const
{
    static const ApiValue none;
    const std::optional<std::size_t> index = indexOf(QByteArrayView(name.data(), qsizetype(name.size())));
    Q_ASSERT_X(index, "ApiValues", "a field that the table does not have");
    return index ? m_values[*index] : none;
}

template <typename T>
std::optional<T> ApiValues::get(std::string_view name) const
{
    const auto *value = std::get_if<T>(&find(name));
    return value ? std::optional(*value) : std::nullopt;
}

bool ApiValues::has(std::string_view name) const
{
    return !std::holds_alternative<std::monostate>(find(name));
}

std::optional<QString> ApiValues::text(std::string_view name) const
{
    return get<QString>(name);
}

std::optional<qint64> ApiValues::integer(std::string_view name) const
{
    return get<qint64>(name);
}

std::optional<bool> ApiValues::flag(std::string_view name) const
{
    return get<bool>(name);
}

std::optional<QStringList> ApiValues::texts(std::string_view name) const
{
    return get<QStringList>(name);
}

std::optional<QByteArray> ApiValues::json(std::string_view name) const
{
    return get<QByteArray>(name);
}

std::optional<std::size_t> ApiValues::indexOf(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(m_fields, [&](const ApiField &field) {
        return name == QByteArrayView(field.name.data(), qsizetype(field.name.size()));
    });
    return found == m_fields.end() ? std::nullopt : std::optional(std::size_t(found - m_fields.begin()));
}

template <typename Reader>
std::optional<ApiProblem> ApiValues::put(QByteArrayView name, const QString &what, Reader read)
{
    const std::optional<std::size_t> index = indexOf(name);
    if (!index)
        return ApiProblem{422, u"unknown "_s + what, shortName(name)};
    if (!std::holds_alternative<std::monostate>(m_values[*index]))
        return badValue(m_fields[*index], u"is given more than once"_s);
    Read value = read(m_fields[*index]);
    if (auto *problem = std::get_if<ApiProblem>(&value))
        return std::move(*problem);
    m_values[*index] = std::get<ApiValue>(std::move(value));
    return std::nullopt;
}

//! Sets the fallbacks.
std::optional<ApiProblem> ApiValues::fill(const QString &place)
{
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const ApiField &field = m_fields[i];
        if (!std::holds_alternative<std::monostate>(m_values[i]))
            continue;
        if (field.isRequired)
            return badValue(field, u"is missing in the "_s + place);
        if (field.fallback && field.type == Type::Boolean)
            m_values[i] = *field.fallback != 0;
        else if (field.fallback)
            m_values[i] = *field.fallback;
    }
    return std::nullopt;
}

std::variant<ApiValues, ApiProblem> readQuery(std::span<const ApiField> fields, QByteArrayView query)
{
    ApiValues values(fields);
    while (!query.isEmpty()) {
        const qsizetype ampersand = query.indexOf('&');
        const QByteArrayView pair = ampersand < 0 ? query : query.first(ampersand);
        query = ampersand < 0 ? QByteArrayView() : query.sliced(ampersand + 1);
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const Result<QString> name = decodeParameter(equals < 0 ? pair : pair.first(equals));
        const Result<QString> text = decodeParameter(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1));
        for (const Result<QString> &part : {name, text}) {
            if (!part)
                return ApiProblem{400, part.error().text};
        }
        std::optional<ApiProblem> problem =
            values.put(name->toUtf8(), u"query parameter"_s,
                       [&](const ApiField &field) { return readParameter(field, *text); });
        if (problem)
            return *std::move(problem);
    }
    if (std::optional<ApiProblem> problem = values.fill(u"query"_s))
        return *std::move(problem);
    return values;
}

std::variant<ApiValues, ApiProblem> readBody(std::span<const ApiField> fields, JsonReader &reader,
                                             QByteArrayView body)
{
    ApiValues values(fields);
    if (!body.isEmpty()) {
        if (const std::optional<JsonReader::Fault> fault = reader.read(body)) {
            const bool isMalformed = fault->kind == JsonReader::Fault::Kind::NotJson;
            return ApiProblem{isMalformed ? 400 : 422, u"the body is refused: "_s + fault->text,
                              shortName(fault->key)};
        }
        for (const JsonReader::Field &given : reader.fields()) {
            std::optional<ApiProblem> problem = values.put(
                given.key, u"field"_s, [&](const ApiField &field) { return readField(field, given.value); });
            if (problem)
                return *std::move(problem);
        }
    }
    if (std::optional<ApiProblem> problem = values.fill(u"body"_s))
        return *std::move(problem);
    return values;
}

} // namespace signalbox
