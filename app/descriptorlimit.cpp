#include "app/descriptorlimit.h"

#include "core/base/uniquefd.h"

#include <QString>

#include <sys/eventfd.h>
#include <sys/resource.h>

#include <cerrno>
#include <vector>

using namespace Qt::StringLiterals;

namespace signalbox {

quint64 raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (limit.rlim_cur < limit.rlim_max && ::setrlimit(RLIMIT_NOFILE, &raised) == 0)
        return raised.rlim_cur;
    return limit.rlim_cur;
}

Result<void> checkFreeDescriptors(std::size_t count)
{
    std::vector<UniqueFd> opened;
    while (opened.size() < count) {
        opened.emplace_back(::eventfd(0, EFD_CLOEXEC));
        if (!opened.back()) {
            return Error{
                Error::Code::Busy,
                u"found room for %1 open files, allowed: at least %2 (limit: ulimit -n): %3"_s.arg(
                    QString::number(opened.size() - 1), QString::number(count), qt_error_string(errno))};
        }
    }
    return {};
}

} // namespace signalbox
