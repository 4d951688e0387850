#pragma once

#include <functional>
#include <memory>

namespace signalbox {

class HubBus;
class LoadBalancer;
class AcceptedSocket;

//! Where a worker stands in its pool, and how it reaches the others. What it refers to outlives the worker.
struct WorkerContext
{
    std::size_t index = 0;
    HubBus &bus;
    LoadBalancer &loadBalancer;
    //! Gives an accepted socket to another worker. Any io thread.
    std::function<void(std::size_t worker, std::shared_ptr<AcceptedSocket>)> handOver;
};

} // namespace signalbox
