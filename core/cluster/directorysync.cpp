#include "core/cluster/directorysync.h"

#include "core/cluster/directoryscripts.h"
#include "core/cluster/scriptcall.h"

namespace signalbox {

DirectorySync::DirectorySync(RedisLink &link, const DirectoryKeys &keys, DirectoryKind kind, NodeNumber node)
    : m_link(link)
    , m_keys(keys)
    , m_kind(kind)
    , m_node(node)
{
    m_mirror.setNode(node);
}

void DirectorySync::restart()
{
    m_mirror.tellAll();
    ++m_scan;
    scan("0");
}

//! Looks for names under which Redis has entries of this node although there are none.
void DirectorySync::scan(const QByteArray &cursor)
{
    m_link.command({"SSCAN", m_keys.index(m_kind, m_node), cursor, "COUNT", "500"},
                   [this, scan = m_scan](const RedisResult &result) {
                       if (const RedisReply *reply = replyOf(result); reply && scan == m_scan)
                           scanned(*reply);
                   });
}

void DirectorySync::scanned(const RedisReply &reply)
{
    if (reply.elements.size() != 2)
        return;
    for (const RedisReply &element : reply.elements[1].elements) {
        const QString name = QString::fromUtf8(element.bytes);
        if (!m_mirror.has(name))
            m_mirror.tellAll(name);
    }
    send();
    if (reply.elements[0].bytes != "0")
        scan(reply.elements[0].bytes);
}

void DirectorySync::send()
{
    while (m_link.isUp() && m_underWay < MaxUnderWay) {
        const std::optional<DirectoryMirror::Change> change = m_mirror.take();
        if (!change)
            return;
        send(*change);
    }
}

void DirectorySync::send(const QString &name)
{
    while (m_link.isUp()) {
        const std::optional<DirectoryMirror::Change> change = m_mirror.take(name);
        if (!change)
            return;
        send(*change);
    }
}

void DirectorySync::send(const DirectoryMirror::Change &change)
{
    std::vector<QByteArray> arguments{change.name.toUtf8(), QByteArray::number(m_node),
                                      m_kind == DirectoryKind::Room ? m_keys.channels() : QByteArray()};
    for (const DirectoryMirror::Range &range : change.ranges) {
        if (range.lowest != range.highest)
            ++m_rangesTold;
        arguments.push_back(QByteArray::number(range.lowest.value()));
        arguments.push_back(QByteArray::number(range.highest.value()));
        arguments.push_back(QByteArray::number(quint64(range.entries.size())));
        for (const auto &[client, user] : range.entries) {
            arguments.push_back(QByteArray::number(client.value()));
            arguments.push_back(user.toUtf8());
        }
    }
    ++m_underWay;
    // Not callScript(): calls for one name must keep their order.
    m_link.command(scriptCommand(DirectoryScript::SetEntries,
                                 {m_keys.entries(m_kind, change.name), m_keys.index(m_kind, m_node)},
                                 arguments),
                   [this, name = change.name](const RedisResult &result) {
                       --m_underWay;
                       if (!replyOf(result))
                           m_mirror.tellAll(name); // with the next heartbeat, if Redis has refused it
                       if (replyOf(result))
                           send();
                       else if (isScriptUnknown(result))
                           m_link.command({"SCRIPT", "LOAD", textOf(DirectoryScript::SetEntries)},
                                          [this](const RedisResult &loaded) {
                                              if (replyOf(loaded))
                                                  send();
                                          });
                   });
}

} // namespace signalbox
