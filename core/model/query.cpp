#include "core/model/query.h"

#include <algorithm>

namespace signalbox {

bool Query::accepts(const QueryRow &row) const
{
    return std::ranges::all_of(m_conditions,
                               [&row](const QueryCondition &condition) { return condition.isTrue(row); });
}

bool Query::isLive() const
{
    return std::ranges::any_of(m_conditions, &QueryCondition::isLive);
}

bool Query::dependsOnMoreOf(const QueryRow &row) const
{
    bool depends = false;
    for (const QueryCondition &condition : m_conditions) {
        const bool isTrue = condition.isTrue(row);
        const bool isFound = isTrue != condition.isNegated;
        if (condition.looksIntoPayload() && !isFound)
            depends = true;
        else if (!isTrue)
            return false;
    }
    return depends;
}

std::vector<TextSpan> Query::spansIn(QStringView text, QueryField shown) const
{
    const QStringView searched = text.first(std::min(text.size(), MaxHighlighted));
    const auto isShown = [shown](QueryField field) { return field == shown || field == QueryField::Any; };
    std::vector<TextSpan> found;
    for (const QueryCondition &condition : m_conditions) {
        if (condition.isNegated)
            continue;
        std::vector<TextSpan> spans;
        if (const auto *word = std::get_if<TextCondition>(&condition.test); word && isShown(word->field))
            spans = word->pattern.spansIn(searched, MaxSpans);
        else if (const auto *regex = std::get_if<RegexCondition>(&condition.test);
                 regex && isShown(regex->field))
            spans = regex->pattern.spansIn(searched, MaxSpans);
        found.insert(found.end(), spans.begin(), spans.end());
    }
    std::ranges::sort(found, {}, &TextSpan::position);
    std::vector<TextSpan> merged;
    for (const TextSpan &span : found) {
        if (!merged.empty() && span.position <= merged.back().end())
            merged.back().length = std::max(merged.back().end(), span.end()) - merged.back().position;
        else
            merged.push_back(span);
    }
    if (merged.size() > MaxSpans)
        merged.resize(MaxSpans);
    return merged;
}

} // namespace signalbox
