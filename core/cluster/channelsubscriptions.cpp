#include "core/cluster/channelsubscriptions.h"

namespace signalbox {

void ChannelSubscriptions::add(const QByteArray &name)
{
    Channel &channel = m_channels[name];
    if (channel.isWanted)
        return;
    channel.isWanted = true;
    if (m_isConnected)
        send(name, channel, Request::Subscribe);
}

void ChannelSubscriptions::remove(const QByteArray &name)
{
    const auto found = m_channels.find(name);
    if (found == m_channels.end() || !found->isWanted)
        return;
    found->isWanted = false;
    found->isConfirmed = false;
    if (m_isConnected)
        send(name, *found, Request::Unsubscribe);
    else
        m_channels.erase(found);
}

void ChannelSubscriptions::send(const QByteArray &name, Channel &channel, Request request)
{
    channel.sent.push_back(request);
    (request == Request::Subscribe ? m_subscribe : m_unsubscribe)(name);
}

void ChannelSubscriptions::connected()
{
    if (m_isConnected)
        return;
    m_isConnected = true;
    for (auto channel = m_channels.begin(); channel != m_channels.end(); ++channel)
        send(channel.key(), *channel, Request::Subscribe);
}

void ChannelSubscriptions::disconnected()
{
    m_isConnected = false;
    for (auto channel = m_channels.begin(); channel != m_channels.end();) {
        channel->sent.clear();
        channel->isConfirmed = false;
        channel = channel->isWanted ? std::next(channel) : m_channels.erase(channel);
    }
}

ChannelSubscriptions::Channel *ChannelSubscriptions::confirm(const QByteArray &name, Request request)
{
    const auto found = m_channels.find(name);
    if (found == m_channels.end() || found->sent.empty() || found->sent.front() != request)
        return nullptr;
    found->sent.pop_front();
    return &*found;
}

bool ChannelSubscriptions::subscribed(const QByteArray &name)
{
    Channel *channel = confirm(name, Request::Subscribe);
    if (!channel || !channel->isWanted || !channel->sent.empty())
        return false;
    channel->isConfirmed = true;
    return true;
}

void ChannelSubscriptions::unsubscribed(const QByteArray &name)
{
    Channel *channel = confirm(name, Request::Unsubscribe);
    if (channel && !channel->isWanted && channel->sent.empty())
        m_channels.remove(name);
}

bool ChannelSubscriptions::isConfirmed(const QByteArray &name) const
{
    const auto found = m_channels.constFind(name);
    return found != m_channels.constEnd() && found->isConfirmed;
}

} // namespace signalbox
