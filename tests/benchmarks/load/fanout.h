#pragma once

#include "stamp.h"
#include "workload.h"

namespace load {

//! Some clients publish, all members of the room receive the messages, including the publishers.
//!
//! Open loop: at a fixed rate. Closed loop: a publisher sends the next message when it receives one of its
//! own. Flood: as fast as the socket accepts data.
//!
//! The messages of each member are checked: no gap per publisher, and the same total order for all members.
class FanOut final : public Workload
{
public:
    explicit FanOut(const Options &options);
    QJsonObject run() override;

private:
    //! The messages that one member has received.
    struct Member
    {
        std::vector<std::uint32_t> next; //!< of each publisher
        quint64 received = 0;
        quint64 order = 0; //!< hash of all received messages in their order
        std::int64_t pingSent = 0;
    };

    void message(Client &client, QByteArrayView payload) override;
    void opened(Client &client) override;
    void ponged(Client &client, QByteArrayView payload) override;
    void take(const Client &client, QByteArrayView content);
    void acknowledged(std::size_t publisher, quint64 id);

    bool phase(double length);
    void publishAtRate();
    void publishInTurn();
    void flood();
    void publish(std::size_t publisher, std::int64_t due);
    void pingWhoIsDue();
    bool isFast(const Client &client) const;
    void turn(std::int64_t until);
    void wakeTheSlow();
    bool haveAllReceivedEverything() const;
    void countLosses();
    QJsonObject result();

    QByteArray m_message;
    std::vector<Member> m_members;
    std::vector<std::uint32_t> m_published;       //!< of each publisher
    std::vector<std::vector<std::int64_t>> m_due; //!< of each publisher, by number
    int m_ready = 0;                              //!< members that are in the room
    std::int64_t m_end = 0;
    std::int64_t m_nextPing = 0;
    std::size_t m_nextPinged = 0;
    Histogram m_pongs;
};

} // namespace load
