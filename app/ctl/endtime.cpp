#include "app/ctl/endtime.h"

#include "core/base/rfc3339.h"
#include "core/base/units.h"

using namespace Qt::StringLiterals;

namespace signalbox {

Result<QString> endTimeOf(const CtlLine &line, const QString &option)
{
    const QString text = line.value(option);
    if (const Result<Milliseconds> duration = parseDuration(text))
        return toRfc3339(wallNow() + *duration);
    if (!fromRfc3339(text))
        return Error{
            Error::Code::Invalid,
            u"%1: found “%2”, allowed: a duration such as 7d, or a time such as 2027-01-31T12:00:00Z"_s.arg(
                option, text)};
    return text;
}

} // namespace signalbox
