#pragma once

#include <QStringView>

namespace signalbox {

//! Below, at or above 0, as QString::compare() says without regard to case; many times faster for names that
//! begin alike, as thousands of guests' do.
int compareNames(QStringView left, QStringView right);

} // namespace signalbox
