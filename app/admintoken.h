#pragma once

#include "core/base/result.h"
#include "core/config/config.h"

namespace signalbox {

//! Returns the token of role admin that is in `admin.token` in \a folder. At the first start it makes the folder, and the
//! file with a random token, which only this user can read; the file is there whole or not at all, and two programs that
//! start at once use the same. One that holds no token, such as an empty file, is replaced. Fails with NoPermission or Io.
Result<AdminTokenSettings> provideAdminToken(const QString &folder);

} // namespace signalbox
