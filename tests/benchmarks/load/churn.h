#pragma once

#include "stamp.h"
#include "workload.h"

namespace load {

//! Connections open, send one message, receive its echo, close and are replaced, until the total is reached. A
//! connection from open to close counts as one message.
class Churn final : public Workload
{
public:
    explicit Churn(const Options &options);
    QJsonObject run() override;

private:
    void opened(Client &client) override;
    void message(Client &client, QByteArrayView payload) override;
    void ended(Client &client, int code) override;

    bool startWaiting();
    ServerSample settled(const ServerSample &empty);

    QByteArray m_message;
    std::vector<std::int64_t> m_begun; //!< start time of each client's connection
    std::vector<int> m_waiting;        //!< clients that can connect again
    quint64 m_ended = 0;
};

} // namespace load
