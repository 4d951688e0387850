#include "app/ctl/actcommands.h"

#include "app/ctl/listcommands.h"
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

QByteArray jsonText(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void printBody(const ApiAnswer &answer)
{
    writeOut(QByteArrayView(answer.body.trimmed() + '\n'));
}

QString connectionsText(qint64 count)
{
    return count == 1 ? u"1 connection"_s : u"%1 connections"_s.arg(count);
}

//! kick, close and ping: which connections, whether somebody has confirmed it, the act, its outcomes.
class ConnectionAct
{
public:
    ConnectionAct(const ApiClient &client, const CtlLine &line)
        : m_client(client)
        , m_line(line)
        , m_isKick(line.command->action == CtlAction::Kick)
    {
    }

    CtlExit run()
    {
        const std::optional<CtlExit> ended = m_line.has(u"--filter"_s) ? chooseByFilter() : chooseByIds();
        if (ended)
            return *ended;
        if (const std::optional<CtlExit> refused = confirm())
            return *refused;
        return m_isKick ? kick(kickBody(m_ids)) : each();
    }

private:
    std::optional<CtlExit> chooseByIds();
    std::optional<CtlExit> chooseByFilter();
    std::optional<CtlExit> confirm() const;
    CtlExit kick(const QJsonObject &body) const;
    CtlExit each() const;
    CtlExit report(const QString &id, const ApiAnswer &answer) const;
    QJsonObject kickBody(const QStringList &ids) const;
    QString name() const { return m_line.command->name; }
    CtlExit nothingMatched() const
    {
        say(u"no connection matches"_s);
        return CtlExit::Nothing;
    }
    CtlExit sayCount(qint64 count) const
    {
        if (!m_line.wantsJson())
            writeOut(u"would %1 %2\n"_s.arg(name(), connectionsText(count)));
        return count == 0 ? CtlExit::Nothing : CtlExit::Done;
    }

    const ApiClient &m_client;
    const CtlLine &m_line;
    bool m_isKick;
    QStringList m_ids;
};

std::optional<CtlExit> ConnectionAct::chooseByIds()
{
    m_ids = m_line.operands;
    m_ids.removeDuplicates();
    if (!m_line.has(u"--dry-run"_s))
        return std::nullopt;
    QJsonObject body = kickBody(m_ids);
    if (m_isKick) {
        body.insert("dry_run"_L1, true);
        return kick(body);
    }
    qint64 count = 0;
    for (const QString &id : m_ids) {
        const ApiAnswer answer = m_client.call({.target = "/connections/" + percentEncoded(id)});
        if (m_line.wantsJson() && !answer.failure)
            printBody(answer);
        if (!answer.failure)
            ++count;
        else if (answer.status != 404)
            return sayFailure(*answer.failure);
    }
    return sayCount(count);
}

// The ids are listed first, and the act is on these: when somebody has confirmed three connections, it must not be
// thousands that match a moment later.
std::optional<CtlExit> ConnectionAct::chooseByFilter()
{
    const QString filter = m_line.value(u"--filter"_s);
    if (m_isKick && (m_line.has(u"--yes"_s) || m_line.has(u"--dry-run"_s))) {
        QJsonObject body = kickBody({});
        body.insert("filter"_L1, filter);
        if (m_line.has(u"--dry-run"_s))
            body.insert("dry_run"_L1, true);
        return kick(body);
    }
    QString after;
    do {
        const ApiAnswer answer =
            m_client.call({.target = "/connections" + listQuery(filter, {}, MaxPage, after)});
        const std::variant<QJsonObject, Failure> page = objectOf(answer);
        if (const auto *failure = std::get_if<Failure>(&page))
            return sayFailure(pointingAt(*failure, filter));
        const auto &object = std::get<QJsonObject>(page);
        if (m_line.has(u"--dry-run"_s)) {
            if (m_line.wantsJson())
                printBody(answer);
            return sayCount(object.value("matched"_L1).toInteger());
        }
        const QJsonArray rows = object.value("connections"_L1).toArray();
        for (const QJsonValue &row : rows)
            m_ids += row["id"_L1].toString();
        after = rows.isEmpty() ? QString() : object.value("next"_L1).toString();
    } while (!after.isEmpty());
    return m_ids.isEmpty() ? std::optional(nothingMatched()) : std::nullopt;
}

std::optional<CtlExit> ConnectionAct::confirm() const
{
    if (m_ids.size() < 2 || m_line.has(u"--yes"_s))
        return std::nullopt;
    qint64 count = m_ids.size();
    if (m_isKick) { // says how many of them are there, and whether the token allows it
        QJsonObject body = kickBody(m_ids);
        body.insert("dry_run"_L1, true);
        const std::variant<QJsonObject, Failure> answer = objectOf(
            m_client.call({.method = "POST", .target = "/connections/kick", .body = jsonText(body)}));
        if (const auto *failure = std::get_if<Failure>(&answer))
            return sayFailure(*failure);
        count = std::get<QJsonObject>(answer).value("matched"_L1).toInteger();
        if (count == 0)
            return nothingMatched();
        if (count == 1)
            return std::nullopt;
    }
    QString verb = name();
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
    say(u"this would %1 %2; --yes confirms it"_s.arg(name(), connectionsText(count)));
    return CtlExit::Usage;
}

QJsonObject ConnectionAct::kickBody(const QStringList &ids) const
{
    QJsonObject body;
    if (!ids.isEmpty())
        body.insert("ids"_L1, QJsonArray::fromStringList(ids));
    if (m_line.has(u"--code"_s))
        body.insert("code"_L1, m_line.value(u"--code"_s).toInt());
    if (m_line.has(u"--reason"_s))
        body.insert("reason"_L1, m_line.value(u"--reason"_s));
    return body;
}

CtlExit ConnectionAct::kick(const QJsonObject &body) const
{
    const ApiAnswer answer = m_client.call(
        {.method = "POST", .target = "/connections/kick", .body = jsonText(body), .takesLong = true});
    const std::variant<QJsonObject, Failure> object = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&object))
        return sayFailure(pointingAt(*failure, m_line.value(u"--filter"_s)));
    if (m_line.wantsJson())
        printBody(answer);
    const auto &report = std::get<QJsonObject>(object);
    const auto count = [&](QLatin1StringView member) { return report.value(member).toInteger(); };
    const qint64 matched = count("matched"_L1);
    if (body.value("dry_run"_L1).toBool())
        return sayCount(matched);
    if (matched == 0)
        return nothingMatched();
    const qint64 ended = count("closed"_L1) + count("no_answer"_L1) + count("gone"_L1);
    if (!m_line.wantsJson()) {
        QStringList outcomes;
        if (count("closed"_L1) > 0)
            outcomes += u"%1 closed"_s.arg(count("closed"_L1));
        if (count("no_answer"_L1) > 0)
            outcomes += u"%1 did not answer and were dropped"_s.arg(count("no_answer"_L1));
        if (count("gone"_L1) > 0)
            outcomes += u"%1 had gone already"_s.arg(count("gone"_L1));
        if (ended < matched)
            outcomes += u"%1 failed"_s.arg(matched - ended);
        writeOut(u"%1: %2\n"_s.arg(connectionsText(matched), outcomes.join(u", "_s)));
    }
    return ended < matched ? CtlExit::Failed : CtlExit::Done;
}

// The API closes and pings one at a time.
CtlExit ConnectionAct::each() const
{
    std::vector<ApiRequest> requests;
    for (const QString &id : m_ids) {
        requests.push_back({.method = "POST",
                            .target = "/connections/" + percentEncoded(id) + '/' + name().toLatin1(),
                            .body = "{}",
                            .takesLong = true});
    }
    const std::vector<ApiAnswer> answers = m_client.callAll(requests);
    bool hasFound = false;
    bool hasFailed = false;
    for (qsizetype i = 0; i < m_ids.size(); ++i) {
        const ApiAnswer &answer = answers[std::size_t(i)];
        if (answer.failure && answer.failure->exit >= CtlExit::Usage)
            return sayFailure(*answer.failure);
        const CtlExit exit = report(m_ids.at(i), answer);
        hasFound = hasFound || exit != CtlExit::Nothing;
        hasFailed = hasFailed || exit == CtlExit::Failed;
    }
    return hasFailed ? CtlExit::Failed : hasFound ? CtlExit::Done : CtlExit::Nothing;
}

CtlExit ConnectionAct::report(const QString &id, const ApiAnswer &answer) const
{
    if (answer.status == 404) {
        say(u"%1: there is no such connection"_s.arg(id));
        return CtlExit::Nothing;
    }
    const std::variant<QJsonObject, Failure> object = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&object)) {
        say(u"%1: %2"_s.arg(id, failure->text));
        return CtlExit::Failed;
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

CtlExit actOnConnections(const ApiClient &client, const CtlLine &line)
{
    return ConnectionAct(client, line).run();
}

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
        for (const QJsonValue &value : values)
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
