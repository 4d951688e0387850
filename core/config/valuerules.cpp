#include "core/config/valuerules.h"

namespace signalbox {

ValueRule anyOf(ValueKind kind)
{
    return {.kind = kind};
}

ValueRule countRule(qint64 minimum, qint64 maximum)
{
    return {.kind = ValueKind::Integer, .minimum = minimum, .maximum = maximum};
}

ValueRule sizeRule(qint64 maximum)
{
    return {.kind = ValueKind::Size, .maximum = maximum};
}

ValueRule memoryRule()
{
    return {.kind = ValueKind::SizeOrPercentage, .maximum = 1LL << 50};
}

ValueRule durationRule()
{
    return {.kind = ValueKind::Duration, .maximum = Milliseconds(366 * std::chrono::days(1)).count()};
}

ValueRule choiceRule(const QStringList &choices, const QString &note)
{
    return {.kind = ValueKind::Choice, .choices = choices, .note = note};
}

ValueRule outboxPolicyRule()
{
    return choiceRule({QString::fromLatin1(outboxPolicyName(OutboxPolicy::Close)),
                       QString::fromLatin1(outboxPolicyName(OutboxPolicy::DropOldest))});
}

ValueRule ratePolicyRule()
{
    QStringList names;
    for (int policy = 0; policy < RatePolicyCount; ++policy)
        names += QString::fromLatin1(ratePolicyName(RatePolicy(policy)));
    return choiceRule(names);
}

} // namespace signalbox
