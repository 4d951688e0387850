#pragma once

#include "stamp.h"
#include "workload.h"

namespace load {

//! Each client sends messages and receives their echo. Open loop: at a fixed rate, independent of answers.
//! Closed loop: the next message is sent when an echo arrives.
class Echo final : public Workload
{
public:
    explicit Echo(const Options &options);
    QJsonObject run() override;

private:
    void message(Client &client, QByteArrayView payload) override;

    bool phase(double length);
    void sendAtRate();
    void sendOne(Client &client, std::int64_t due);

    struct Talk
    {
        std::uint32_t sent = 0;
        std::uint32_t received = 0;
    };
    QByteArray m_message;
    std::vector<Talk> m_talks;
    quint64 m_outstanding = 0;
    std::int64_t m_end = 0;
};

} // namespace load
