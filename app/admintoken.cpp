#include "app/admintoken.h"

#include "core/base/ascii.h"
#include "core/base/files.h"
#include "core/base/randomtoken.h"

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxFile = 4096;

//! b64token of RFC 6750 section 2.1, and long enough not to be guessed.
bool isToken(const QByteArray &text)
{
    constexpr qsizetype shortest = 16;
    return text.size() >= shortest && std::ranges::all_of(text, [](char character) {
               return isAsciiLetter(character) || isAsciiDigit(character) ||
                      QByteArrayView("-._~+/=").contains(character);
           });
}

//! Empty: there is no file, or no token in it.
Result<QByteArray> readToken(const QString &path)
{
    const Result<QByteArray> content = readFile(path, MaxFile, Streams::Refused);
    if (!content && content.error().code != Error::Code::NotFound)
        return content.error();
    const QByteArray text = content ? content->trimmed() : QByteArray();
    return isToken(text) ? text : QByteArray();
}

bool writeAll(int file, const QByteArray &content)
{
    const ssize_t written = ::write(file, content.constData(), std::size_t(content.size()));
    return written == content.size() && ::fsync(file) == 0;
}

//! Makes \a path. Where another program was faster its file stays, unless it holds no token.
Result<void> createFile(const QString &path, const QByteArray &token)
{
    const QByteArray name = QFile::encodeName(path);
    QByteArray temporary = name + ".XXXXXX";
    const UniqueFd file(::mkostemp(temporary.data(), O_CLOEXEC)); // mode 0600
    if (!file)
        return fileError(path, u"cannot be written"_s, errno);
    int failure = writeAll(file.get(), token + '\n') ? 0 : errno;
    if (failure == 0 && ::link(temporary.constData(), name.constData()) != 0)
        failure = errno;
    if (failure == EEXIST) {
        const Result<QByteArray> existing = readToken(path);
        const bool isDamaged = existing && existing->isEmpty();
        failure = isDamaged && std::rename(temporary.constData(), name.constData()) != 0 ? errno : 0;
    }
    ::unlink(temporary.constData());
    return failure == 0 ? Result<void>() : fileError(path, u"cannot be written"_s, failure);
}

} // namespace

Result<AdminTokenSettings> provideAdminToken(const QString &folder)
{
    const QString path = folder + u"/admin.token"_s;
    Result<QByteArray> token = readToken(path);
    if (token && token->isEmpty()) {
        if (const Result<void> made = makeFolder(folder); !made)
            return made.error();
        if (const Result<void> created = createFile(path, randomToken()); !created)
            return created.error();
        token = readToken(path);
    }
    if (!token)
        return token.error();
    if (token->isEmpty())
        return Error{Error::Code::Io, u"%1: holds no token"_s.arg(path)};
    return AdminTokenSettings{AdminTokenSettings::OfStateFolder, ApiRole::Admin,
                              QCryptographicHash::hash(*token, QCryptographicHash::Sha256)};
}

} // namespace signalbox
