#include "ui/connections/nameorder.h"

#include <algorithm>

namespace signalbox {

int compareNames(QStringView left, QStringView right)
{
    const auto [leftEnd, rightEnd] = std::ranges::mismatch(left, right);
    qsizetype same = leftEnd - left.begin();
    if (same > 0 && left[same - 1].isHighSurrogate())
        --same; // do not split a surrogate pair
    return left.sliced(same).compare(right.sliced(same), Qt::CaseInsensitive);
}

} // namespace signalbox
