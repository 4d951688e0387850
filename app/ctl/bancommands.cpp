#include "app/ctl/bancommands.h"

#include "app/ctl/endtime.h"
#include "app/ctl/listcommands.h"
#include "app/ctl/output.h"
#include "app/ctl/quantities.h"
#include "core/base/nearestword.h"
#include "core/base/visibletext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int NotFound = 404;

Error usage(const QString &text)
{
    return {Error::Code::Invalid, text};
}

QString hintFor(const QString &word, const QStringList &candidates)
{
    const QString nearest = nearestWord(word, candidates);
    return nearest.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(nearest);
}

std::variant<QJsonObject, Failure> post(const ApiClient &client, QJsonObject body, bool isDryRun,
                                        bool printsBody)
{
    if (isDryRun)
        body.insert("dry_run"_L1, true);
    const ApiAnswer answer = client.call({.method = "POST", .target = "/bans", .body = jsonText(body)});
    if (!answer.failure && printsBody)
        printBody(answer);
    return objectOf(answer);
}

//! Asks before more than one connection is closed. Nothing: go on.
std::optional<CtlExit> confirm(const ApiClient &client, const QJsonObject &body)
{
    const std::variant<QJsonObject, Failure> counted = post(client, body, true, false);
    if (const auto *failure = std::get_if<Failure>(&counted))
        return sayFailure(*failure);
    const qint64 affected = std::get<QJsonObject>(counted).value("affected"_L1).toInteger();
    if (affected < 2)
        return std::nullopt;
    switch (askOnTerminal(u"Ban, and close %1?"_s.arg(connectionsText(affected)))) {
    case Answer::Yes:
        return std::nullopt;
    case Answer::No:
        say(u"nothing was done"_s);
        return CtlExit::Usage;
    case Answer::NobodyThere:
        break;
    }
    say(u"this would close %1; --yes confirms it"_s.arg(connectionsText(affected)));
    return CtlExit::Usage;
}

CtlExit addBan(const ApiClient &client, const CtlLine &line)
{
    QJsonObject body{{"kind"_L1, line.operands.at(1)}, {"value"_L1, line.operands.at(2)}};
    if (line.has(u"--reason"_s))
        body.insert("reason"_L1, line.value(u"--reason"_s));
    if (line.has(u"--expires"_s)) {
        const Result<QString> expires = endTimeOf(line, u"--expires"_s);
        if (!expires)
            return sayFailure({CtlExit::Usage, expires.error().text});
        body.insert("expires"_L1, *expires);
    }
    const bool isDryRun = line.has(u"--dry-run"_s);
    if (!isDryRun && !line.has(u"--yes"_s)) {
        if (const std::optional<CtlExit> refused = confirm(client, body))
            return *refused;
    }
    const std::variant<QJsonObject, Failure> added = post(client, body, isDryRun, line.wantsJson());
    if (const auto *failure = std::get_if<Failure>(&added))
        return sayFailure(*failure);
    if (line.wantsJson())
        return CtlExit::Done;
    const auto &ban = std::get<QJsonObject>(added);
    const QString closed = connectionsText(ban.value("affected"_L1).toInteger());
    if (isDryRun)
        writeOut(u"would close %1\n"_s.arg(closed));
    else
        writeOut(u"ban %1 of %2 %3: closed %4\n"_s.arg(
            visibleText(ban.value("id"_L1).toString()), visibleText(ban.value("kind"_L1).toString()),
            visibleText(ban.value("value"_L1).toString(), PeerTextKind::Line), closed));
    return CtlExit::Done;
}

CtlExit listBans(const ApiClient &client, CtlLine line)
{
    line.operands.removeFirst();
    return showList(client, line, ListKind::Bans);
}

CtlExit removeBans(const ApiClient &client, const CtlLine &line)
{
    QStringList ids = line.operands.mid(1);
    ids.removeDuplicates();
    std::vector<ApiRequest> requests;
    for (const QString &id : ids)
        requests.push_back({.method = "DELETE", .target = "/bans/" + percentEncoded(id)});
    const std::vector<ApiAnswer> answers = client.callAll(requests);
    bool hasRemoved = false;
    bool hasFailed = false;
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const ApiAnswer &answer = answers[std::size_t(i)];
        if (!answer.failure) {
            hasRemoved = true;
            if (!line.wantsJson())
                writeOut(u"%1: removed\n"_s.arg(ids.at(i)));
            continue;
        }
        if (answer.failure->exit >= CtlExit::Usage)
            return sayFailure(*answer.failure);
        say(u"%1: %2"_s.arg(ids.at(i), answer.failure->text));
        hasFailed = hasFailed || answer.status != NotFound;
    }
    return hasFailed ? CtlExit::Failed : hasRemoved ? CtlExit::Done : CtlExit::Nothing;
}

//! Returns the options of `ban` that \a action has.
QStringList optionsOf(const QString &action)
{
    if (action == "add"_L1)
        return {u"--reason"_s, u"--expires"_s, u"--yes"_s, u"--dry-run"_s};
    return action == "list"_L1 ? QStringList{u"--sort"_s, u"--limit"_s} : QStringList();
}

} // namespace

Result<void> checkBanLine(const CtlLine &line)
{
    const QString allowed = u"allowed: ban "_s + line.command->operandsHelp;
    if (line.operands.isEmpty())
        return usage(u"found nothing behind ban, "_s + allowed);
    const QString &action = line.operands.first();
    const QStringList actions = words(line.command->choices);
    if (!actions.contains(action))
        return usage(u"found “%1”, %2%3"_s.arg(action, allowed, hintFor(action, actions)));
    for (const CtlOption &option : line.command->options) {
        if (line.has(option.name) && !optionsOf(action).contains(option.name))
            return usage(u"found %1 with ban %2, which does not have it"_s.arg(option.name, action));
    }
    const QStringList operands = line.operands.mid(1);
    if (action == "remove"_L1) {
        const auto isNumber = [](const QString &id) {
            bool isOk = false;
            return id.toULongLong(&isOk) > 0 && isOk;
        };
        const auto wrong = std::ranges::find_if_not(operands, isNumber);
        if (wrong != operands.end())
            return usage(u"found “%1”, allowed: the ids of bans, such as 17"_s.arg(*wrong));
        if (operands.isEmpty())
            return usage(u"found no ban, "_s + allowed);
    }
    if (action == "add"_L1) {
        const QStringList kinds{u"user"_s, u"address"_s, u"origin"_s};
        if (operands.size() != 2)
            return usage(operands.size() < 2 ? u"found too little behind ban add, "_s + allowed
                                             : u"found “%1” as well, %2"_s.arg(operands.at(2), allowed));
        if (!kinds.contains(operands.first()))
            return usage(u"found “%1”, allowed: %2%3"_s.arg(operands.first(), kinds.join(u", "_s),
                                                            hintFor(operands.first(), kinds)));
        if (line.has(u"--expires"_s)) {
            if (const Result<QString> expires = endTimeOf(line, u"--expires"_s); !expires)
                return expires.error();
        }
    }
    return {};
}

CtlExit runBan(const ApiClient &client, const CtlLine &line)
{
    const QString &action = line.operands.first();
    return action == "add"_L1    ? addBan(client, line)
           : action == "list"_L1 ? listBans(client, line)
                                 : removeBans(client, line);
}

} // namespace signalbox
