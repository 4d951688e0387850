#pragma once

#include <QString>

namespace signalbox {

//! Returns whether \a text is a URL of http or https with a host, without a fragment, in printable ASCII: nobody has to guess
//! how the rest is encoded.
bool isHttpUrl(const QString &text);

//! Returns \a text with *** for the name and password that it has, and for its query, which may be a key. Of a text that is no URL,
//! all in front of the last @ counts as the former.
QString withoutSecrets(const QString &text);

//! Returns whether the URL \a text has a name or a password.
bool hasUserInfo(const QString &text);

} // namespace signalbox
