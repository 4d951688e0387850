#pragma once

#include "stamp.h"
#include "workload.h"

namespace load {

//! Connections come, say one thing, hear it back, close and are replaced, until there were as many as asked
//! for. What a message is elsewhere is here a connection from its beginning to its end.
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
    std::vector<std::int64_t> m_begun; //!< when each client's connection began
    std::vector<int> m_waiting;        //!< clients that may begin again
    quint64 m_ended = 0;
};

} // namespace load
