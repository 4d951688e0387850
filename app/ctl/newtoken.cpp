#include "app/ctl/newtoken.h"

#include "core/base/randomtoken.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Returns \a text as a basic string of TOML.
QString tomlString(const QString &text)
{
    QString escaped = u"\""_s;
    for (const QChar character : text) {
        if (character == u'"' || character == u'\\')
            escaped += u'\\' + QString(character);
        else if (character < u' ' || character == u'\x7f')
            escaped += u"\\u%1"_s.arg(uint(character.unicode()), 4, 16, QLatin1Char('0'));
        else
            escaped += character;
    }
    return escaped + u'"';
}

} // namespace

NewToken NewToken::make()
{
    NewToken made;
    made.token = randomToken();
    made.sha256 = QCryptographicHash::hash(made.token, QCryptographicHash::Sha256).toHex();
    return made;
}

QString NewToken::toToml(const QString &name, const QString &role) const
{
    return u"[[admin.token]]\nname = %1\nrole = %2\nsha256 = \"%3\"\n"_s.arg(
        tomlString(name), tomlString(role), QString::fromLatin1(sha256));
}

QString NewToken::toClientToml(const QString &name, const QString &user) const
{
    return u"[[auth.token]]\nname = %1\nuser = %2\nsha256 = \"%3\"\n"_s.arg(
        tomlString(name), tomlString(user), QString::fromLatin1(sha256));
}

} // namespace signalbox
