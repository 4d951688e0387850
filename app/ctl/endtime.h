#pragma once

#include "app/ctl/commandline.h"

namespace signalbox {

//! Returns when something ends, an \a option of \a line, as the API takes it: a duration such as 7d counts from now. Fails with
//! Invalid when the value is neither a duration nor a time.
Result<QString> endTimeOf(const CtlLine &line, const QString &option);

} // namespace signalbox
