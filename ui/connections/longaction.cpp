#include "ui/connections/longaction.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace signalbox {

LongAction::LongAction(Console &console, CommandBody command, const std::vector<Target> &targets,
                       quint64 expected, QHash<ConnectionId, QString> users, QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_command(std::move(command))
    , m_expected(expected)
    , m_users(std::move(users))
{
    for (const Target &target : targets) {
        const auto *ids = std::get_if<std::vector<ConnectionId>>(&target);
        if (!ids) {
            m_waiting.push_back(target);
            continue;
        }
        m_unsentIds += ids->size();
        for (const ConnectionId id : *ids) {
            m_resultOf.insert(id, m_results.size());
            m_results.push_back({id, m_users.value(id)});
        }
        for (auto at = ids->begin(); at != ids->end();) {
            const auto end = at + std::min(std::ptrdiff_t(SliceSize), ids->end() - at);
            m_waiting.emplace_back(std::vector<ConnectionId>(at, end));
            at = end;
        }
    }
    std::ranges::reverse(m_waiting);
}

void LongAction::start()
{
    sendMore();
}

void LongAction::cancel()
{
    if (m_isFinished || m_isCancelled)
        return;
    m_isCancelled = true;
    m_waiting.clear();
    Q_EMIT progressed();
}

void LongAction::sendMore()
{
    while (!m_waiting.empty() && std::size_t(m_running.size()) < MaxRunning) {
        CommandBody body = m_command;
        setTarget(body, std::exchange(m_waiting.back(), {}));
        m_waiting.pop_back();
        m_running.insert(m_console.run(body));
        if (const auto *ids = std::get_if<std::vector<ConnectionId>>(&targetOf(body))) {
            m_unsentIds -= ids->size();
            Q_EMIT sent(*ids);
        }
    }
}

bool LongAction::take(const ActionReport &report)
{
    if (!m_running.remove(report.action))
        return false;
    for (const ActionOutcome &outcome : report.outcomes) {
        auto known = m_resultOf.find(outcome.connection);
        if (known == m_resultOf.end()) {
            known = m_resultOf.insert(outcome.connection, m_results.size());
            m_results.push_back({outcome.connection, m_users.value(outcome.connection)});
        }
        Result &result = m_results[*known];
        if (result.outcome) // selected twice, such as by a room and by a user: the first outcome counts
            continue;
        result.outcome = outcome.outcome;
        ++m_counts[std::size_t(outcome.outcome)];
    }
    m_delivered += report.delivered;
    sendMore();
    Q_EMIT progressed();
    if (m_running.isEmpty() && m_waiting.empty()) {
        m_isFinished = true;
        Q_EMIT finished();
    }
    return true;
}

int LongAction::total() const
{
    return int(std::max<quint64>(m_isFinished ? 0 : m_expected, m_results.size()));
}

int LongAction::done() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), 0);
}

bool LongAction::isSuccess() const
{
    return notSent() == 0 && done() == count(Outcome::Done) + count(Outcome::ClosedClean);
}

ActionReport LongAction::report() const
{
    ActionReport report;
    report.command.body = m_command;
    report.delivered = m_delivered;
    for (const Result &result : m_results) {
        if (result.outcome)
            report.outcomes.push_back({result.connection, *result.outcome});
    }
    return report;
}

} // namespace signalbox
