#include "core/cluster/directoryclaims.h"

#include "core/cluster/scriptcall.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace signalbox {

DirectoryClaims::DirectoryClaims(RedisLink &link, const DirectoryKeys &keys, NodeNumber node,
                                 LocalChanged localChanged)
    : m_link(link)
    , m_keys(keys)
    , m_node(node)
    , m_localChanged(std::move(localChanged))
{
    m_timer.setSingleShot(true);
    m_timer.callOnTimeout(&m_timer, [this] { expire(); });
    if (m_localChanged)
        m_localChanged(m_isLocal);
}

QString DirectoryClaims::orderNow()
{
    using namespace std::chrono;
    return QString::number(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
}

void DirectoryClaims::claim(DirectorySync &rooms, const MemberClaim &claim, Done done)
{
    ask({rooms, claim.room, claim.client, DirectoryScript::ClaimMember, std::move(done), 0, {}}, claim.user,
        {m_keys.entries(DirectoryKind::Room, claim.room), m_keys.index(DirectoryKind::Room, m_node)},
        {claim.room.toUtf8(), QByteArray::number(m_node), m_keys.channels(),
         QByteArray::number(claim.client.value()), claim.user.toUtf8(), QByteArray::number(claim.most)});
}

void DirectoryClaims::claim(DirectorySync &places, const QString &user, ConnectionId client, qint64 most,
                            UserPolicy policy, Done done)
{
    ask({places, user, client, DirectoryScript::ClaimPlace, std::move(done), 0, {}}, orderNow(),
        {m_keys.entries(DirectoryKind::Place, user), m_keys.index(DirectoryKind::Place, m_node)},
        {user.toUtf8(), QByteArray::number(client.value()), QByteArray::number(most),
         policy == UserPolicy::Replace ? m_keys.channels() : QByteArray()});
}

void DirectoryClaims::ask(Waiting &&waiting, const QString &value, std::vector<QByteArray> keys,
                          std::vector<QByteArray> arguments)
{
    const auto claim = std::make_shared<Waiting>(std::move(waiting));
    DirectorySync &sync = claim->sync;
    if (!m_link.isUp()) {
        sync.add(claim->name, claim->client, value);
        finish(*claim, Result::Unknown);
        return;
    }
    sync.send(claim->name); // what was reported before comes before
    sync.hold(claim->name, claim->client, value);
    claim->rangesTold = sync.rangesTold();
    claim->deadline = Clock::now() + Deadline;
    m_waiting.push_back(claim);
    armTimer();
    send(claim, scriptCommand(claim->script, std::move(keys), std::move(arguments)));
}

void DirectoryClaims::send(const WaitingClaim &claim, std::vector<QByteArray> command)
{
    std::vector<QByteArray> sent = command;
    m_link.command(std::move(sent),
                   [this, claim, command = std::move(command)](const RedisResult &result) mutable {
                       answered(claim, result, std::move(command));
                   });
}

void DirectoryClaims::answered(const WaitingClaim &claim, const RedisResult &result,
                               std::vector<QByteArray> &&command)
{
    if (!claim->done) {
        --m_late;
        return;
    }
    DirectorySync &sync = claim->sync;
    const bool isHeld = sync.has(claim->name, claim->client);
    // Redis has been restarted. Not once the place was given back: what has been told since would come before the script.
    if (isScriptUnknown(result) && isHeld) {
        command[0] = "EVAL";
        command[1] = textOf(claim->script);
        send(claim, std::move(command));
        return;
    }
    const RedisReply *reply = replyOf(result);
    if (!reply)
        return finish(*claim, Result::Unknown);
    // What was told of all entries of this node may have come behind the script, with or without this one.
    const bool mustTell = sync.rangesTold() != claim->rangesTold;
    const bool isGranted = reply->integer > 0;
    if (isHeld && isGranted && claim->script == DirectoryScript::ClaimPlace)
        sync.hold(claim->name, claim->client, QString::number(reply->integer));
    if (isHeld && !isGranted)
        sync.drop(claim->name, claim->client);
    if (mustTell)
        sync.tell(claim->name, claim->client);
    setLocal(false);
    finish(*claim, isGranted ? Result::Granted : Result::Refused);
}

void DirectoryClaims::finish(Waiting &claim, Result result)
{
    if (result == Result::Unknown) {
        setLocal(true);
        claim.sync.tell(claim.name, claim.client);
    }
    const Done done = std::exchange(claim.done, nullptr);
    while (!m_waiting.empty() && !m_waiting.front()->done)
        m_waiting.pop_front();
    done(result);
}

void DirectoryClaims::expire()
{
    const TimePoint now = Clock::now();
    while (!m_waiting.empty() && (!m_waiting.front()->done || m_waiting.front()->deadline <= now)) {
        const WaitingClaim claim = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (!claim->done)
            continue;
        ++m_late;
        finish(*claim, Result::Unknown);
    }
    armTimer();
}

void DirectoryClaims::armTimer()
{
    if (m_waiting.empty() || m_timer.isActive())
        return;
    const Nanoseconds left = m_waiting.front()->deadline - Clock::now();
    m_timer.start(std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(left)));
}

// Answers come in the order of the calls: if one to a claim is late it is not in time for this.
void DirectoryClaims::heartbeat()
{
    if (m_late == 0)
        setLocal(false);
}

void DirectoryClaims::setLocal(bool isLocal)
{
    if (std::exchange(m_isLocal, isLocal) != isLocal && m_localChanged)
        m_localChanged(isLocal);
}

} // namespace signalbox
