#include "app/ctl/tokenfile.h"

#include "core/base/files.h"
#include "core/base/statefolder.h"

#include <QDir>
#include <QFile>

#include <sys/stat.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxTokenFile = 16 * 1024; // more than the server accepts in a head

//! Returns the token in the first line. Characters that a header cannot have would change the request.
Result<QByteArray> tokenIn(const QString &file)
{
    const Result<QByteArray> content = readFile(file, MaxTokenFile, Streams::Accepted);
    if (!content)
        return content.error();
    const QByteArray token = content->split('\n').first().trimmed();
    const auto isVisible = [](char character) { return character > ' ' && character < '\x7f'; };
    if (token.isEmpty() || !std::ranges::all_of(token, isVisible)) {
        return Error{
            Error::Code::Invalid,
            u"%1: found no token, allowed: one in the first line, of visible ASCII characters"_s.arg(file)};
    }
    return token;
}

//! Returns what is wrong with who may read \a file; empty: nothing.
QString readersWarning(const QString &file)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(file).constData(), &status) != 0 || !S_ISREG(status.st_mode) ||
        (status.st_mode & (S_IRGRP | S_IROTH)) == 0)
        return {};
    return u"warning: others can read the token in %1; chmod 600 keeps it to you"_s.arg(file);
}

Result<AccessToken> read(const QString &file, bool isForThisMachine)
{
    const Result<QByteArray> value = tokenIn(file);
    if (!value)
        return value.error();
    AccessToken token{.value = *value, .file = file, .isForThisMachine = isForThisMachine};
    if (const QString warning = readersWarning(file); !warning.isEmpty())
        token.warnings += warning;
    return token;
}

} // namespace

Result<AccessToken> findToken(const QString &named, const QProcessEnvironment &environment,
                              const QString &systemFile)
{
    if (!named.isEmpty())
        return read(named, false);
    const QString variable = environment.value(u"SIGNALBOXCTL_TOKEN_FILE"_s);
    if (!variable.isEmpty())
        return read(variable, false);
    QStringList tried;
    for (const QString &file : {stateFolder(environment) + u"/admin.token"_s, systemFile}) {
        Result<AccessToken> token = read(file, true);
        if (token)
            return token;
        tried += token.error().text;
    }
    return AccessToken{.tried = tried};
}

} // namespace signalbox
