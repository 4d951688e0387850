#pragma once

#include "core/model/querycondition.h"
#include "core/model/queryerror.h"

#include <vector>

namespace signalbox {

struct ParsedQuery;

//! Selects rows of a list. Parsed once from text, then asked for each row. A value; may be used by several
//! threads. The language is described in README, "Filters".
//!
//! Bounded: MaxLength, MaxTerms and MaxExpressions; for an expression see RegexPattern.
class Query
{
public:
    static constexpr qsizetype MaxLength = 4096; //!< UTF-16 units
    static constexpr std::size_t MaxTerms = 64;
    static constexpr int MaxExpressions = 4;

    //! Constructs a query that accepts every row.
    Query() = default;
    explicit Query(std::vector<QueryCondition> conditions)
        : m_conditions(std::move(conditions))
    {
    }

    static ParsedQuery parse(QStringView text, QueryList list);

    //! See QueryCheck for rows that have to be checked in limited time.
    bool accepts(const QueryRow &row) const;
    const std::vector<QueryCondition> &conditions() const { return m_conditions; }

    //! Returns whether it accepts every row.
    bool isEmpty() const { return m_conditions.empty(); }
    //! Returns whether the result for a row may change while the row exists.
    bool isLive() const;
    //! Returns whether the result for \a row could be another one if its payload were longer than what the row has.
    bool dependsOnMoreOf(const QueryRow &row) const;
    //! Returns what to highlight in \a text, which shows \a shown of an accepted row: the places that terms without
    //! `-` look for. Ascending, apart from each other, at most MaxSpans, in the first MaxHighlighted units.
    std::vector<TextSpan> spansIn(QStringView text, QueryField shown) const;
    static constexpr std::size_t MaxSpans = 500;
    static constexpr qsizetype MaxHighlighted = 64 * 1024;

    friend bool operator==(const Query &, const Query &) = default;

private:
    std::vector<QueryCondition> m_conditions; //!< cheap ones first
};

struct ParsedQuery
{
    Query query;                    //!< of the terms that have no error
    std::vector<QueryError> errors; //!< in the order of the text

    bool isValid() const { return errors.empty(); }
};

} // namespace signalbox
