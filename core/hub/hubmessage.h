#pragma once

#include "core/hub/clientdelivery.h"
#include "core/hub/shardrequest.h"

namespace signalbox {

//! What the hubs of two io threads send to each other.
using HubMessage = std::variant<ShardRequest, ClientDelivery>;

//! The receiving end of one io thread. Called on that thread.
class HubMessageHandler
{
public:
    virtual void handle(ShardRequest &&request) = 0;
    virtual void handle(ClientDelivery &&delivery) = 0;

    void receive(HubMessage &&message)
    {
        std::visit([this](auto &&content) { handle(std::forward<decltype(content)>(content)); },
                   std::move(message));
    }

protected:
    ~HubMessageHandler() = default;
};

} // namespace signalbox
