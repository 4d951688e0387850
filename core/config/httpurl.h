#pragma once

#include <QString>

namespace signalbox {

//! Returns whether \a text is a URL of http or https with a host, without a fragment, in printable ASCII: nobody has to guess
//! how the rest is encoded.
bool isHttpUrl(const QString &text);

//! Returns \a text with *** for the name and password that it has. Of a text that is no URL, all in front of the last @ counts
//! as such.
QString withoutUserInfo(const QString &text);

} // namespace signalbox
