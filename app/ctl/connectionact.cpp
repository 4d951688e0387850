#include "app/ctl/connectionact.h"

#include "app/ctl/listcommands.h"
#include "app/ctl/output.h"
#include "app/ctl/quantities.h"
#include "core/base/visibletext.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int NotFound = 404;

CtlExit nothingMatched()
{
    say(u"no connection matches"_s);
    return CtlExit::Nothing;
}

} // namespace

ConnectionAct::ConnectionAct(const ApiClient &client, const CtlLine &line)
    : m_client(client)
    , m_line(line)
    , m_isKick(line.command->action == CtlAction::Kick)
{
}

CtlExit ConnectionAct::run()
{
    m_ids = m_line.operands;
    m_ids.removeDuplicates();
    if (m_line.has(u"--dry-run"_s))
        return countOnly();
    const bool hasYes = m_line.has(u"--yes"_s);
    if (m_line.has(u"--filter"_s) && !(m_isKick && hasYes)) {
        if (const std::optional<CtlExit> ended = listMatching())
            return *ended;
    }
    if (m_ids.size() > 1 && !hasYes) {
        if (const std::optional<CtlExit> refused = confirm())
            return *refused;
    }
    return m_isKick ? kick() : actOnEach();
}

// The ids are listed before anybody is asked, and the act is on these: when somebody has confirmed three connections, it
// must not be the thousands that match a moment later.
std::optional<CtlExit> ConnectionAct::listMatching()
{
    QString after;
    do {
        const std::variant<QJsonObject, Failure> page = objectOf(m_client.call(
            {.target = "/connections" + listQuery(filter(), {}, MaxPage, after, isEverywhere())}));
        if (const auto *failure = std::get_if<Failure>(&page))
            return sayFailure(pointingAt(*failure, filter()));
        const auto &object = std::get<QJsonObject>(page);
        const QJsonArray rows = object.value("connections"_L1).toArray();
        for (const QJsonValue row : rows)
            m_ids += row["id"_L1].toString();
        after = rows.isEmpty() ? QString() : object.value("next"_L1).toString();
    } while (!after.isEmpty());
    return m_ids.isEmpty() ? std::optional(nothingMatched()) : std::nullopt;
}

std::optional<CtlExit> ConnectionAct::confirm()
{
    qint64 count = m_ids.size();
    if (m_isKick) { // says how many of them are still there, and whether the token allows it
        if (const std::optional<Failure> failure = postKickOfIds(true))
            return sayFailure(*failure);
        count = m_kicked.matched - m_kicked.gone;
        m_kicked = {};
        if (count < 2)
            return std::nullopt;
    }
    QString verb = m_line.command->name;
    verb[0] = verb[0].toUpper();
    switch (askOnTerminal(u"%1 %2?"_s.arg(verb, connectionsText(count)))) {
    case Answer::Yes:
        return std::nullopt;
    case Answer::No:
        say(u"nothing was done"_s);
        return CtlExit::Usage;
    case Answer::NobodyThere:
        break;
    }
    say(u"this would %1 %2; --yes confirms it"_s.arg(m_line.command->name, connectionsText(count)));
    return CtlExit::Usage;
}

CtlExit ConnectionAct::countOnly()
{
    if (m_isKick) {
        QJsonObject body = closeFrame();
        body.insert("filter"_L1, filter());
        if (const auto failure = m_ids.isEmpty() ? postKick(body, true) : postKickOfIds(true))
            return sayFailure(pointingAt(*failure, filter()));
        return sayCount(m_kicked.matched - m_kicked.gone);
    }
    if (m_ids.isEmpty()) {
        const ApiAnswer answer =
            m_client.call({.target = "/connections" + listQuery(filter(), {}, 1, {}, isEverywhere())});
        const std::variant<QJsonObject, Failure> page = objectOf(answer);
        if (const auto *failure = std::get_if<Failure>(&page))
            return sayFailure(pointingAt(*failure, filter()));
        if (m_line.wantsJson())
            printBody(answer);
        return sayCount(std::get<QJsonObject>(page).value("matched"_L1).toInteger());
    }
    std::vector<ApiRequest> requests;
    for (const QString &id : m_ids)
        requests.push_back({.target = "/connections/" + percentEncoded(id)});
    qint64 count = 0;
    for (const ApiAnswer &answer : m_client.callAll(requests)) {
        if (answer.failure && answer.status != NotFound)
            return sayFailure(*answer.failure);
        if (answer.failure)
            continue;
        ++count;
        if (m_line.wantsJson())
            printBody(answer);
    }
    return sayCount(count);
}

CtlExit ConnectionAct::sayCount(qint64 count) const
{
    if (!m_line.wantsJson())
        writeOut(u"would %1 %2\n"_s.arg(m_line.command->name, connectionsText(count)));
    return count == 0 ? CtlExit::Nothing : CtlExit::Done;
}

QJsonObject ConnectionAct::closeFrame() const
{
    QJsonObject body;
    if (m_line.has(u"--code"_s))
        body.insert("code"_L1, m_line.value(u"--code"_s).toInt());
    if (m_line.has(u"--reason"_s))
        body.insert("reason"_L1, m_line.value(u"--reason"_s));
    return body;
}

std::optional<Failure> ConnectionAct::postKick(QJsonObject body, bool isDryRun)
{
    if (isDryRun)
        body.insert("dry_run"_L1, true);
    const ApiAnswer answer =
        m_client.call({.method = "POST",
                       .target = isEverywhere() ? "/connections/kick?cluster=true" : "/connections/kick",
                       .body = jsonText(body),
                       .takesLong = true});
    const std::variant<QJsonObject, Failure> object = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&object))
        return *failure;
    if (m_line.wantsJson() &&
        isDryRun == m_line.has(u"--dry-run"_s)) // not what is asked in front of a question
        printBody(answer);
    const auto &report = std::get<QJsonObject>(object);
    if (!m_line.wantsJson())
        sayMissing(report);
    m_kicked.matched += report.value("matched"_L1).toInteger();
    m_kicked.closed += report.value("closed"_L1).toInteger();
    m_kicked.noAnswer += report.value("no_answer"_L1).toInteger();
    m_kicked.gone += report.value("gone"_L1).toInteger();
    return std::nullopt;
}

std::optional<Failure> ConnectionAct::postKickOfIds(bool isDryRun)
{
    for (qsizetype i = 0; i < m_ids.size(); i += MaxIds) {
        QJsonObject body = closeFrame();
        body.insert("ids"_L1, QJsonArray::fromStringList(m_ids.mid(i, MaxIds)));
        if (std::optional<Failure> failure = postKick(body, isDryRun))
            return failure;
    }
    return std::nullopt;
}

CtlExit ConnectionAct::kick()
{
    QJsonObject body = closeFrame();
    body.insert("filter"_L1, filter());
    if (const auto failure = m_ids.isEmpty() ? postKick(body, false) : postKickOfIds(false)) {
        if (m_kicked.matched > 0)
            reportKick(); // of the requests before
        return sayFailure(pointingAt(*failure, filter()));
    }
    return reportKick();
}

CtlExit ConnectionAct::reportKick() const
{
    if (m_kicked.matched == 0)
        return nothingMatched();
    const qint64 failed = m_kicked.matched - m_kicked.closed - m_kicked.noAnswer - m_kicked.gone;
    if (!m_line.wantsJson()) {
        QStringList outcomes;
        const auto add = [&](qint64 count, const QString &text) {
            if (count > 0)
                outcomes += text.arg(count);
        };
        add(m_kicked.closed, u"%1 closed"_s);
        add(m_kicked.noAnswer, u"%1 dropped without an answer"_s);
        add(m_kicked.gone, u"%1 gone before"_s);
        add(failed, u"%1 failed"_s);
        writeOut(u"%1: %2\n"_s.arg(connectionsText(m_kicked.matched), outcomes.join(u", "_s)));
    }
    return failed > 0 ? CtlExit::Failed : CtlExit::Done;
}

// The API closes and pings one at a time.
CtlExit ConnectionAct::actOnEach() const
{
    std::vector<ApiRequest> requests;
    for (const QString &id : m_ids) {
        requests.push_back({.method = "POST",
                            .target = "/connections/" + percentEncoded(id) + '/' +
                                      QByteArray(m_line.command->name.data(), m_line.command->name.size()),
                            .body = jsonText(closeFrame()),
                            .takesLong = true});
    }
    const std::vector<ApiAnswer> answers = m_client.callAll(requests);
    bool hasFound = false;
    bool hasFailed = false;
    for (qsizetype i = 0; i < m_ids.size(); ++i) {
        const ApiAnswer &answer = answers[std::size_t(i)];
        if (answer.failure && answer.failure->exit >= CtlExit::Usage)
            return sayFailure(*answer.failure);
        const CtlExit exit = reportOne(m_ids.at(i), answer);
        hasFound = hasFound || exit != CtlExit::Nothing;
        hasFailed = hasFailed || exit == CtlExit::Failed;
    }
    return hasFailed ? CtlExit::Failed : hasFound ? CtlExit::Done : CtlExit::Nothing;
}

CtlExit ConnectionAct::reportOne(const QString &id, const ApiAnswer &answer) const
{
    const std::variant<QJsonObject, Failure> object = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&object)) {
        say(u"%1: %2"_s.arg(id, failure->text));
        return answer.status == NotFound ? CtlExit::Nothing : CtlExit::Failed;
    }
    const auto &result = std::get<QJsonObject>(object);
    const QString outcome = result.value("outcome"_L1).toString();
    if (m_line.wantsJson()) {
        printBody(answer);
    } else {
        const QJsonValue latency = result.value("latency_ms"_L1);
        const QString shown = outcome == "done"_L1 && latency.isDouble() ? durationText(latency.toDouble())
                              : outcome == "no_answer"_L1                ? u"no answer"_s
                                                                         : visibleText(outcome);
        writeOut(u"%1: %2\n"_s.arg(id, shown));
    }
    return outcome == "rejected"_L1 ? CtlExit::Failed : CtlExit::Done;
}

} // namespace signalbox
