#pragma once

#include "core/base/closereason.h"

#include <QCoreApplication>

namespace signalbox {

//! Why connections end, in two or three words of the window.
class CauseText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::CauseText)

public:
    static QString of(Cause cause);
};

} // namespace signalbox
