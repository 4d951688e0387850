#include "core/model/querycheck.h"

namespace signalbox {

namespace {

constexpr std::size_t ConditionsAClock = 4; // one of them looks at texts of about a kilobyte

} // namespace

QueryCheck::State QueryCheck::run(const Query &query, const QueryRow &row, TimePoint end)
{
    const std::vector<QueryCondition> &conditions = query.conditions();
    while (m_condition < conditions.size()) {
        const std::optional<bool> isTrue = conditions[m_condition].isTrue(row, m_text, end);
        if (!isTrue)
            return State::Unfinished;
        if (!*isTrue) {
            reset();
            return State::Rejected;
        }
        m_text = 0;
        ++m_condition;
        if (m_condition % ConditionsAClock == 0 && m_condition < conditions.size() && Clock::now() >= end)
            return State::Unfinished;
    }
    reset();
    return State::Accepted;
}

} // namespace signalbox
