#include "app/ctl/revokecommand.h"

#include "app/ctl/endtime.h"
#include "app/ctl/output.h"
#include "core/base/visibletext.h"

using namespace Qt::StringLiterals;

namespace signalbox {

CtlExit revoke(const ApiClient &client, const CtlLine &line)
{
    const bool isUser = line.has(u"--user"_s);
    const QString value = line.value(isUser ? u"--user"_s : u"--jti"_s);
    QJsonObject body{{isUser ? u"user"_s : u"jti"_s, value}};
    if (line.has(u"--until"_s)) {
        const Result<QString> until = endTimeOf(line, u"--until"_s);
        if (!until)
            return sayFailure({CtlExit::Usage, until.error().text});
        body.insert("until"_L1, *until);
    }
    const ApiAnswer answer =
        client.call({.method = "POST", .target = "/revocations", .body = jsonText(body)});
    if (answer.failure)
        return sayFailure(*answer.failure);
    if (!line.wantsJson()) {
        writeOut(u"revoked the %1 %2\n"_s.arg(isUser ? u"tokens of user"_s : u"token"_s,
                                              visibleText(value, PeerTextKind::Line)));
    } else if (!answer.body.isEmpty()) {
        printBody(answer);
    }
    return CtlExit::Done;
}

Result<void> checkRevokeLine(const CtlLine &line)
{
    if (line.has(u"--user"_s) == line.has(u"--jti"_s)) {
        return Error{Error::Code::Invalid, u"found %1, allowed: one of --user and --jti"_s.arg(
                                               line.has(u"--user"_s) ? u"both"_s : u"nothing to revoke"_s)};
    }
    if (!line.has(u"--until"_s))
        return {};
    const Result<QString> until = endTimeOf(line, u"--until"_s);
    return until ? Result<void>() : Result<void>(until.error());
}

} // namespace signalbox
