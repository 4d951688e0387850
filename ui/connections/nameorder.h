#pragma once

#include <QStringView>

namespace signalbox {

//! Compares without regard to case and returns a number below, equal to or above 0, as QString::compare()
//! does. Many times faster for names with a long common prefix, such as those of thousands of guests.
int compareNames(QStringView left, QStringView right);

} // namespace signalbox
