#include "core/cluster/nodenumber.h"

#include "core/cluster/directoryscripts.h"
#include "core/cluster/scriptcall.h"

#include <QRandomGenerator>

#include <utility>

namespace signalbox {

NodeNumberRequest::NodeNumberRequest(RedisLink &link, DirectoryKeys keys, Milliseconds timeout,
                                     std::function<void(NodeNumber)> done)
    : m_link(link)
    , m_keys(std::move(keys))
    , m_timeout(timeout)
    , m_done(std::move(done))
{
    link.addHandler(*this);
}

NodeNumber NodeNumberRequest::random()
{
    return MaxAssignedNode + 1 + QRandomGenerator::global()->bounded(quint32(MaxNode - MaxAssignedNode));
}

void NodeNumberRequest::linkUp()
{
    if (!m_done)
        return;
    callScript(m_link, DirectoryScript::NextNumber, {m_keys.alive(), m_keys.counter()},
               {QByteArray::number(qint64(m_timeout.count())), QByteArray::number(MaxAssignedNode),
                QByteArray::number(QRandomGenerator::global()->bounded(quint32(MaxAssignedNode)) + 1)},
               [this](const RedisResult &result) {
                   const RedisReply *reply = replyOf(result);
                   if (!reply || reply->integer < 1 || NodeNumber(reply->integer) > MaxAssignedNode)
                       return;
                   if (const auto done = std::exchange(m_done, nullptr))
                       done(NodeNumber(reply->integer));
               });
}

} // namespace signalbox
