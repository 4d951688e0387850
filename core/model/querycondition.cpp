#include "core/model/querycondition.h"

#include <algorithm>

namespace signalbox {

namespace {

QueryRow::Texts textsOf(const QueryRow &row, QueryField field, bool withId)
{
    QueryRow::Texts texts;
    row.appendTexts(field, texts);
    if (withId)
        row.appendTexts(QueryField::Id, texts);
    return texts;
}

bool compares(double value, Comparison comparison, double wanted)
{
    switch (comparison) {
    case Comparison::Less:
        return value < wanted;
    case Comparison::LessOrEqual:
        return value <= wanted;
    case Comparison::Equal:
        return value == wanted;
    case Comparison::GreaterOrEqual:
        return value >= wanted;
    case Comparison::Greater:
        break;
    }
    return value > wanted;
}

//! Returns \a code, a number or a word, as a value of JSON.
JsonPath::Value valueOf(QByteArrayView code)
{
    using Kind = JsonPath::Value::Kind;
    const bool isNumber = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
    return {isNumber ? Kind::Number : Kind::String, code.toByteArray()};
}

} // namespace

bool TextCondition::isTrue(const QueryRow &row) const
{
    if (field == QueryField::Payload)
        return pattern.isFoundIn(row.payload());
    const bool isAny = field == QueryField::Any;
    return std::ranges::any_of(textsOf(row, field, isAny && pattern.isDigits()),
                               [this](QStringView text) { return pattern.matches(text); });
}

bool RegexCondition::isTrue(const QueryRow &row) const
{
    if (field == QueryField::Payload)
        return pattern.isFoundIn(row.payload());
    return std::ranges::any_of(textsOf(row, field, true),
                               [this](QStringView text) { return pattern.isFoundIn(text); });
}

bool AddressCondition::isTrue(const QueryRow &row) const
{
    const QHostAddress address = row.address();
    return std::ranges::any_of(textsOf(row, QueryField::Address, false),
                               [&](QStringView text) { return pattern.matches(text, address); });
}

bool NumberCondition::isTrue(const QueryRow &row) const
{
    return row.hasNumberIn(field, range);
}

bool JsonCondition::isTrue(const QueryRow &row) const
{
    using Kind = JsonPath::Value::Kind;
    const std::optional<JsonPath::Value> value =
        field == QueryField::Code && !row.code().isEmpty() ? valueOf(row.code()) : path.find(row.payload());
    if (!value || (!text && !number))
        return value.has_value();
    if (value->kind == Kind::Container)
        return false;
    if (text && text->matches(QString::fromUtf8(value->text)))
        return true;
    if (!number || value->kind != Kind::Number)
        return false;
    bool ok = false;
    const double actual = value->text.toDouble(&ok);
    return ok && compares(actual, comparison, *number);
}

bool QueryCondition::isTrue(const QueryRow &row) const
{
    return std::visit([&row](const auto &condition) { return condition.isTrue(row); }, test) != isNegated;
}

bool QueryCondition::isLive() const
{
    if (const auto *text = std::get_if<TextCondition>(&test))
        return isLiveQueryField(text->field);
    const auto *number = std::get_if<NumberCondition>(&test);
    return number && isLiveQueryField(number->field);
}

bool QueryCondition::looksIntoPayload() const
{
    if (const auto *text = std::get_if<TextCondition>(&test))
        return text->field == QueryField::Payload;
    if (const auto *regex = std::get_if<RegexCondition>(&test))
        return regex->field == QueryField::Payload;
    return std::holds_alternative<JsonCondition>(test);
}

} // namespace signalbox
