#pragma once

#include "core/base/clock.h"
#include "core/model/addresspattern.h"
#include "core/model/jsonpath.h"
#include "core/model/numberrange.h"
#include "core/model/queryrow.h"
#include "core/model/regexpattern.h"
#include "core/model/textpattern.h"

#include <optional>
#include <variant>

namespace signalbox {

struct TextCondition
{
    QueryField field = QueryField::Any;
    TextPattern pattern;

    bool isTrue(const QueryRow &row) const;
    //! Returns the texts of the row that it looks at, unless it is the payload.
    QueryRow::Texts textsOf(const QueryRow &row) const;
    friend bool operator==(const TextCondition &, const TextCondition &) = default;
};

struct RegexCondition
{
    QueryField field = QueryField::Any; //!< or Payload
    RegexPattern pattern;

    bool isTrue(const QueryRow &row) const;
    QueryRow::Texts textsOf(const QueryRow &row) const;
    friend bool operator==(const RegexCondition &, const RegexCondition &) = default;
};

struct AddressCondition
{
    AddressPattern pattern;

    bool isTrue(const QueryRow &row) const;
    friend bool operator==(const AddressCondition &, const AddressCondition &) = default;
};

struct NumberCondition
{
    QueryField field = QueryField::Id;
    NumberRange range;

    bool isTrue(const QueryRow &row) const;
    friend bool operator==(const NumberCondition &, const NumberCondition &) = default;
};

//! A place in a JSON payload, and what has to be there.
struct JsonCondition
{
    QueryField field = QueryField::Json; //!< or Code: that of the row, if it has one
    JsonPath path;
    Comparison comparison = Comparison::Equal;
    std::optional<TextPattern> text{}; //!< for Equal; neither text nor number: anything
    std::optional<double> number{};    //!< also for Equal, if the text is a number

    bool isTrue(const QueryRow &row) const;
    friend bool operator==(const JsonCondition &, const JsonCondition &) = default;
};

//! One term of a query.
struct QueryCondition
{
    bool isNegated = false;
    std::variant<TextCondition, RegexCondition, AddressCondition, NumberCondition, JsonCondition> test;

    bool isTrue(const QueryRow &row) const;
    //! The same, beginning with text number \a text of the row. Nothing: it is later than \a end, and \a text is where to go
    //! on; at least one text was looked at.
    std::optional<bool> isTrue(const QueryRow &row, qsizetype &text, TimePoint end) const;
    //! Returns whether the result for a row may change while the row exists.
    bool isLive() const;
    //! Returns whether it looks for something in the payload of a message.
    bool looksIntoPayload() const;

    friend bool operator==(const QueryCondition &, const QueryCondition &) = default;
};

} // namespace signalbox
