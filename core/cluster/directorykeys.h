#pragma once

#include "core/cluster/directoryrequest.h"
#include "core/cluster/noderange.h"

#include <QByteArray>

#include <array>

namespace signalbox {

//! The names of what Redis has of the directory of a cluster; see directoryscripts.h.
class DirectoryKeys final
{
public:
    explicit DirectoryKeys(QByteArray prefix)
        : m_prefix(std::move(prefix))
    {
    }

    QByteArray alive() const { return m_prefix + ":nodes"; }
    QByteArray info() const { return m_prefix + ":nodes:info"; }
    QByteArray runs() const { return m_prefix + ":nodes:runs"; }
    QByteArray counter() const { return m_prefix + ":nodes:last"; }
    QByteArray seen() const { return m_prefix + ":nodes:seen"; }
    QByteArray generation() const { return m_prefix + ":generation"; } //!< as in RoomKeys
    QByteArray entries(DirectoryKind kind, const QString &name) const
    {
        constexpr std::array Names{":members:", ":user:", ":places:"};
        return m_prefix + Names[std::size_t(kind)] + name.toUtf8();
    }
    QByteArray index(DirectoryKind kind, NodeNumber node) const
    {
        constexpr std::array Names{":rooms", ":users", ":places"};
        return m_prefix + ":node:" + QByteArray::number(node) + Names[std::size_t(kind)];
    }
    //! A number follows: the channel of a node.
    QByteArray channels() const { return m_prefix + ":node:"; }
    QByteArray channel(NodeNumber node) const { return channels() + QByteArray::number(node); }

private:
    QByteArray m_prefix;
};

} // namespace signalbox
