#include "core/auth/uniquefields.h"

#include "core/protocol/jsonfieldreader.h"
#include "core/protocol/jsontext.h"

#include <algorithm>
#include <charconv>

namespace signalbox {

bool UniqueFields::read(QByteArrayView json)
{
    if (m_reader.read(json))
        return false;
    std::vector<QByteArrayView> names;
    names.reserve(m_reader.fields().size());
    for (const JsonReader::Field &field : m_reader.fields())
        names.push_back(field.key);
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) == names.end();
}

std::optional<QByteArrayView> UniqueFields::raw(QByteArrayView name) const
{
    const auto found = std::ranges::find(m_reader.fields(), name, &JsonReader::Field::key);
    return found == m_reader.fields().end() ? std::nullopt : std::optional(found->value);
}

bool UniqueFields::read(QByteArrayView name, std::optional<QByteArray> &value) const
{
    const std::optional<QByteArrayView> token = raw(name);
    if (!token)
        return true;
    if (!isJsonString(*token))
        return false;
    value = unescaped(insideQuotes(*token));
    return true;
}

bool UniqueFields::read(QByteArrayView name, std::optional<QString> &value) const
{
    std::optional<QByteArray> utf8;
    if (!read(name, utf8))
        return false;
    if (utf8)
        value = exactText(*utf8);
    return true;
}

bool UniqueFields::read(QByteArrayView name, std::optional<QStringList> &value) const
{
    const std::optional<QByteArrayView> token = raw(name);
    if (!token)
        return true;
    std::optional<QStringList> texts = token->startsWith('[') ? exactTexts(*token) : std::nullopt;
    if (texts)
        value = std::move(texts);
    return value.has_value();
}

bool UniqueFields::read(QByteArrayView name, std::optional<double> &value) const
{
    const std::optional<QByteArrayView> token = raw(name);
    if (!token)
        return true;
    double number = 0;
    const auto [end, fault] = std::from_chars(token->begin(), token->end(), number);
    if (!isJsonNumber(*token) || fault != std::errc() || end != token->end())
        return false;
    value = number;
    return true;
}

} // namespace signalbox
