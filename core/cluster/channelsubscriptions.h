#pragma once

#include <QByteArray>
#include <QHash>

#include <deque>
#include <functional>

namespace signalbox {

//! Which channels this node wants, and which of them Redis has confirmed. Redis confirms each SUBSCRIBE and UNSUBSCRIBE in the order in
//! which they were sent: a confirmation that belongs to an earlier request says nothing about a later one, so that the end of a
//! former subscription cannot end a new one. Plain class; the thread of the broker.
class ChannelSubscriptions final
{
public:
    using Send = std::function<void(const QByteArray &channel)>;

    ChannelSubscriptions(Send subscribe, Send unsubscribe)
        : m_subscribe(std::move(subscribe))
        , m_unsubscribe(std::move(unsubscribe))
    {
    }
    Q_DISABLE_COPY_MOVE(ChannelSubscriptions)

    //! Has no effect on a channel that is wanted already.
    void add(const QByteArray &channel);
    void remove(const QByteArray &channel);

    //! The connection is there: all channels are subscribed to.
    void connected();
    //! Nothing is confirmed any more, and what was under way is lost.
    void disconnected();

    //! Redis has confirmed a SUBSCRIBE. True: the channel is wanted, and was not confirmed before.
    [[nodiscard]] bool subscribed(const QByteArray &channel);
    void unsubscribed(const QByteArray &channel);

    bool isConfirmed(const QByteArray &channel) const;
    qsizetype size() const { return m_channels.size(); }

private:
    enum class Request : quint8 { Subscribe, Unsubscribe };
    struct Channel
    {
        bool isWanted = false;
        bool isConfirmed = false;
        std::deque<Request> sent; //!< without a confirmation, in order
    };

    void send(const QByteArray &name, Channel &channel, Request request);
    //! The oldest request of \a channel is confirmed, if it is a \a request. Null: it is not.
    Channel *confirm(const QByteArray &channel, Request request);

    Send m_subscribe;
    Send m_unsubscribe;
    QHash<QByteArray, Channel> m_channels;
    bool m_isConnected = false;
};

} // namespace signalbox
