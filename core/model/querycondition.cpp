#include "core/model/querycondition.h"

#include <algorithm>

namespace signalbox {

namespace {

QueryRow::Texts textsIn(const QueryRow &row, QueryField field, bool withId)
{
    QueryRow::Texts texts;
    row.appendTexts(field, texts);
    if (withId)
        row.appendTexts(QueryField::Id, texts);
    return texts;
}

//! As std::ranges::any_of() for the texts from number \a text on, which is left at the next one when it is later than \a end.
template <typename Predicate>
std::optional<bool> isAny(const QueryRow::Texts &texts, qsizetype &text, TimePoint end, Predicate predicate)
{
    constexpr qsizetype Short = 64; // units: together they take less time than a look at the clock
    qsizetype units = 0;
    while (text < texts.size()) {
        const QStringView next = texts[text++];
        if (predicate(next))
            return true;
        units += next.size();
        if (units > Short && text < texts.size()) {
            if (Clock::now() >= end)
                return std::nullopt;
            units = 0;
        }
    }
    return false;
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
    return std::ranges::any_of(textsOf(row), [this](QStringView text) { return pattern.matches(text); });
}

QueryRow::Texts TextCondition::textsOf(const QueryRow &row) const
{
    return textsIn(row, field, field == QueryField::Any && pattern.isDigits());
}

bool RegexCondition::isTrue(const QueryRow &row) const
{
    if (field == QueryField::Payload)
        return pattern.isFoundIn(row.payload());
    return std::ranges::any_of(textsOf(row), [this](QStringView text) { return pattern.isFoundIn(text); });
}

QueryRow::Texts RegexCondition::textsOf(const QueryRow &row) const
{
    return textsIn(row, field, true);
}

bool AddressCondition::isTrue(const QueryRow &row) const
{
    const QHostAddress address = row.address();
    return std::ranges::any_of(textsIn(row, QueryField::Address, false),
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

std::optional<bool> QueryCondition::isTrue(const QueryRow &row, qsizetype &text, TimePoint end) const
{
    std::optional<bool> found;
    if (looksIntoPayload())
        found = isTrue(row) != isNegated;
    else if (const auto *word = std::get_if<TextCondition>(&test))
        found = isAny(word->textsOf(row), text, end,
                      [word](QStringView shown) { return word->pattern.matches(shown); });
    else if (const auto *regex = std::get_if<RegexCondition>(&test))
        found = isAny(regex->textsOf(row), text, end,
                      [regex](QStringView shown) { return regex->pattern.isFoundIn(shown); });
    else
        found = isTrue(row) != isNegated;
    return found ? std::optional(*found != isNegated) : std::nullopt;
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
