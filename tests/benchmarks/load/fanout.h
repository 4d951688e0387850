#pragma once

#include "stamp.h"
#include "workload.h"

namespace load {

//! Some publish, all in the room hear it, the publishers too.
//!
//! Open loop: at the rate asked for. Closed loop: a publisher sends the next one when it has heard one of its
//! own. Flood: as fast as its socket takes it, whoever lags behind.
//!
//! Every member's messages are checked: of each publisher one after the other without a gap, and of all
//! together in the same order as everybody else heard them.
class FanOut final : public Workload
{
public:
    explicit FanOut(const Options &options);
    QJsonObject run() override;

private:
    //! What one member has heard.
    struct Member
    {
        std::vector<std::uint32_t> next; //!< of each publisher
        quint64 heard = 0;
        quint64 order = 0; //!< depends on all it has heard and in which order
        std::int64_t pingSent = 0;
    };

    void message(Client &client, QByteArrayView payload) override;
    void ponged(Client &client, QByteArrayView payload) override;

    bool phase(double length);
    void publishAtRate();
    void publishInTurn();
    void flood();
    void publish(std::size_t publisher, std::int64_t due);
    void pingWhoIsDue();
    bool isFast(const Client &client) const;
    void turn(std::int64_t until);
    void wakeTheSlow();
    bool hasEverybodyHeardAll() const;
    void countLosses();
    QJsonObject result();

    QByteArray m_message;
    std::vector<Member> m_members;
    std::vector<std::uint32_t> m_published; //!< of each publisher
    std::int64_t m_end = 0;
    std::int64_t m_nextPing = 0;
    std::size_t m_nextPinged = 0;
    Histogram m_pongs;
};

} // namespace load
