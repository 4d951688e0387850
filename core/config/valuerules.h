#pragma once

// The rules that several configuration keys share.

#include "core/config/configvalue.h"
#include "core/policy/settings.h"

namespace signalbox {

//! Any value of \a kind. Not for numbers, durations and sizes, which have bounds, nor for choices.
ValueRule anyOf(ValueKind kind);
ValueRule countRule(qint64 minimum = 0, qint64 maximum = 1'000'000'000);
//! From 0 to 1 GiB: Qt counts the bytes of a message in an int.
ValueRule sizeRule(qint64 maximum = 1LL << 30);
//! From 0 to 1 PiB, or from 1% to 100%.
ValueRule memoryRule();
//! From 0 to 366 days.
ValueRule durationRule();
//! \a choices in the order of the enum they stand for.
ValueRule choiceRule(const QStringList &choices, const QString &note = {});
//! The names of OutboxPolicy.
ValueRule outboxPolicyRule();
ValueRule ratePolicyRule();

} // namespace signalbox
