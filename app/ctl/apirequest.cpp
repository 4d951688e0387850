#include "app/ctl/apirequest.h"

#include "core/base/visibletext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int Unauthorized = 401;
constexpr int Forbidden = 403;
constexpr int UnprocessableContent = 422;

CtlExit exitOf(int status)
{
    switch (status) {
    case Unauthorized:
    case Forbidden:
        return CtlExit::Refused;
    case UnprocessableContent:
        return CtlExit::Usage;
    default:
        return CtlExit::Failed;
    }
}

} // namespace

QByteArray percentEncoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

std::optional<Failure> failureOf(int status, const QByteArray &body, const AccessToken &token)
{
    if (status >= 200 && status < 300)
        return std::nullopt;
    const QJsonObject problem = QJsonDocument::fromJson(body).object();
    const auto member = [&](QLatin1StringView name) {
        return visibleText(problem.value(name).toString(), PeerTextKind::Line);
    };
    QString text = member("detail"_L1);
    if (text.isEmpty())
        text = member("title"_L1);
    if (text.isEmpty())
        text = u"the server answers with %1"_s.arg(status);
    if (const QString field = member("field"_L1); !field.isEmpty() && !text.startsWith(field))
        text = u"%1: %2"_s.arg(field, text);
    if (status >= 300 && status < 400)
        text += u"; redirections are not followed"_s;
    if (status == Unauthorized && token.value.isEmpty())
        text += u"\nno token was sent; --token-file names one\n"_s + token.tried.join(u'\n');
    else if (status == Unauthorized)
        text += u"\nthe token was that of %1"_s.arg(token.file);
    return Failure{exitOf(status), text};
}

} // namespace signalbox
