#pragma once

#include "core/base/id.h"
#include "core/policy/unfinishedheads.h"

#include <functional>
#include <memory>

namespace signalbox {

class HubBus;
class LoadBalancer;
class AcceptedSocket;

//! The place of a worker in its pool. The objects it refers to outlive the worker.
struct WorkerContext
{
    std::size_t index = 0;
    HubBus &bus;
    LoadBalancer &loadBalancer;
    //! Passes an accepted socket to another worker. Any io thread.
    std::function<void(std::size_t worker, std::shared_ptr<AcceptedSocket>)> handOver;
    //! Closes a peer without a connection on its io thread. Any io thread.
    std::function<void(const UnfinishedHeads::Evicted &peer)> evict;
    //! Closes a connection on its io thread, which a newer one of its user replaces. Any io thread.
    std::function<void(ConnectionId connection)> closeReplaced{};
};

} // namespace signalbox
