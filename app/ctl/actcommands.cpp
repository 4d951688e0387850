#include "app/ctl/actcommands.h"

#include "app/ctl/output.h"
#include "app/ctl/quantities.h"
#include "core/base/files.h"
#include "core/base/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <unistd.h>

#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Returns the text to publish: that of the command line, or stdin without the line feed at its end.
std::variant<QString, Failure> textToPublish(const CtlLine &line)
{
    constexpr qsizetype most = 1024 * 1024; // what the API accepts
    const QString &text = line.operands.first();
    if (text != "-"_L1)
        return text;
    QByteArray bytes;
    std::array<char, 16 * 1024> buffer{};
    for (;;) {
        const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return Failure{CtlExit::Failed, u"stdin: %1"_s.arg(qt_error_string(errno))};
        if (size == 0)
            break;
        bytes.append(buffer.data(), size);
        if (bytes.size() > most)
            return Failure{CtlExit::Usage, u"stdin: found more than 1MiB, allowed: a shorter text"_s};
    }
    if (bytes.endsWith('\n'))
        bytes.chop(1);
    if (!bytes.isValidUtf8())
        return Failure{CtlExit::Usage, u"stdin: found binary data, allowed: text in UTF-8"_s};
    return QString::fromUtf8(bytes);
}

} // namespace

CtlExit publish(const ApiClient &client, const CtlLine &line)
{
    const std::variant<QString, Failure> text = textToPublish(line);
    if (const auto *failure = std::get_if<Failure>(&text))
        return sayFailure(*failure);
    QJsonObject body{{"content"_L1, std::get<QString>(text)}};
    for (const QLatin1StringView target : {"room"_L1, "user"_L1, "client"_L1}) {
        const QString option = u"--"_s + target;
        if (line.has(option))
            body.insert(target, line.value(option));
    }
    if (line.has(u"--all"_s))
        body.insert("all"_L1, true);
    const ApiAnswer answer = client.call({.method = "POST", .target = "/publish", .body = jsonText(body)});
    const std::variant<QJsonObject, Failure> object = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&object)) {
        sayFailure(*failure);
        return answer.status == 404 ? CtlExit::Nothing : failure->exit;
    }
    const auto &report = std::get<QJsonObject>(object);
    const qint64 delivered = report.value("delivered"_L1).toInteger();
    // A room keeps what nobody was in it to get.
    const bool isKept = report.contains("seq"_L1);
    if (line.wantsJson()) {
        printBody(answer);
    } else {
        const QString seq =
            isKept ? u", number %1 of the room"_s.arg(countText(report.value("seq"_L1))) : QString();
        writeOut(u"delivered to %1%2\n"_s.arg(connectionsText(delivered), seq));
    }
    return delivered == 0 && !isKept && !line.has(u"--room"_s) ? CtlExit::Nothing : CtlExit::Done;
}

CtlExit reload(const ApiClient &client, const CtlLine &line)
{
    const ApiAnswer answer = client.call({.method = "POST", .target = "/reload", .takesLong = true});
    const std::variant<QJsonObject, Failure> object = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&object))
        return sayFailure(*failure);
    if (line.wantsJson()) {
        printBody(answer);
        return CtlExit::Done;
    }
    const auto &report = std::get<QJsonObject>(object);
    const auto lines = [&](QLatin1StringView member, const QString &text) {
        const QJsonArray values = report.value(member).toArray();
        for (const QJsonValue value : values)
            writeOut(text.arg(visibleText(value.toString(), PeerTextKind::Line)) + u'\n');
        return values.size();
    };
    const qsizetype changed = lines("changed"_L1, u"changed: %1"_s);
    const qsizetype waiting = lines("needs_restart"_L1, u"changes at the next start: %1"_s);
    lines("warnings"_L1, u"warning: %1"_s);
    if (changed + waiting == 0)
        writeOut(u"nothing has changed\n"_s);
    return CtlExit::Done;
}

CtlExit drain(const ApiClient &client, const CtlLine &line)
{
    const ApiAnswer answer = client.call({.method = "POST", .target = "/drain"});
    if (answer.failure)
        return sayFailure(*answer.failure);
    if (!line.wantsJson())
        writeOut(u"the server closes its connections, then ends\n"_s);
    else if (!answer.body.isEmpty())
        printBody(answer);
    return CtlExit::Done;
}

} // namespace signalbox
