#include "core/cluster/deadnoderemoval.h"

#include "core/cluster/directoryscripts.h"
#include "core/cluster/scriptcall.h"

namespace signalbox {

DeadNodeRemoval::DeadNodeRemoval(RedisLink &link, const DirectoryKeys &keys, NodeNumber node,
                                 Milliseconds timeout, std::function<void()> done)
    : m_link(link)
    , m_keys(keys)
    , m_node(node)
    , m_timeout(timeout)
    , m_done(std::move(done))
{
}

void DeadNodeRemoval::readNames()
{
    m_link.command({"SRANDMEMBER", m_keys.index(m_kind, m_node), QByteArray::number(NamesAtOnce)},
                   [this](const RedisResult &result) {
                       const RedisReply *reply = replyOf(result);
                       if (!reply)
                           return m_done();
                       if (!reply->elements.empty()) {
                           m_underWay = reply->elements.size();
                           for (const RedisReply &name : reply->elements)
                               remove(name.bytes);
                       } else if (m_kind != DirectoryKind::Place) { // the last of them
                           m_kind = DirectoryKind(int(m_kind) + 1);
                           readNames();
                       } else {
                           forget();
                       }
                   });
}

void DeadNodeRemoval::remove(const QByteArray &name)
{
    const bool isRoom = m_kind == DirectoryKind::Room;
    callScript(
        m_link, DirectoryScript::RemoveNode,
        {m_keys.entries(m_kind, QString::fromUtf8(name)), m_keys.index(m_kind, m_node), m_keys.alive()},
        {name, QByteArray::number(m_node), isRoom ? m_keys.channels() : QByteArray(),
         QByteArray::number(qint64(m_timeout.count())), QByteArray::number(EntriesAtOnce)},
        [this, name](const RedisResult &result) {
            const RedisReply *reply = replyOf(result);
            if (reply && reply->integer == EntriesAtOnce)
                remove(name);
            else
                nameDone(!reply || reply->integer < 0);
        });
}

void DeadNodeRemoval::nameDone(bool isLast)
{
    m_hasEnded = m_hasEnded || isLast;
    if (--m_underWay > 0)
        return;
    if (m_hasEnded)
        m_done();
    else
        readNames();
}

void DeadNodeRemoval::forget()
{
    callScript(m_link, DirectoryScript::Forget, {m_keys.alive(), m_keys.info(), m_keys.runs()},
               {QByteArray::number(m_node), QByteArray::number(qint64(m_timeout.count()))},
               [this](const RedisResult &) { m_done(); });
}

} // namespace signalbox
