#include "core/config/httpurl.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

bool isHttpUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    return url.isValid() && (scheme == "http"_L1 || scheme == "https"_L1) && !url.host().isEmpty() &&
           url.port() != 0 && !text.contains(u'#') &&
           std::ranges::all_of(text, [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

QString withoutSecrets(const QString &text)
{
    const qsizetype slashes = text.indexOf("//"_L1);
    const qsizetype begin = slashes < 0 ? 0 : slashes + 2;
    const auto endsAuthority = [](QChar c) { return c == u'/' || c == u'?'; };
    const qsizetype end = isHttpUrl(text)
                              ? std::find_if(text.begin() + begin, text.end(), endsAuthority) - text.begin()
                              : text.size();
    const qsizetype at = QStringView(text).first(end).lastIndexOf(u'@');
    QString shown = at < begin ? text : text.first(begin) + u"***"_s + text.sliced(at);
    const qsizetype query = shown.indexOf(u'?');
    if (query >= 0 && query + 1 < shown.size())
        shown.replace(query + 1, shown.size(), u"***"_s);
    return shown;
}

bool hasUserInfo(const QString &text)
{
    return !QUrl(text).userInfo().isEmpty();
}

} // namespace signalbox
