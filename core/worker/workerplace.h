#pragma once

#include <functional>
#include <memory>

namespace signalbox {

class HubBus;
class Loads;
class Newcomer;

//! Where a worker stands in its crew, and how it reaches the others. What it refers to outlives the worker.
struct WorkerPlace
{
    std::size_t index = 0;
    HubBus &bus;
    Loads &loads;
    //! Gives a newcomer to another worker. Any io thread.
    std::function<void(std::size_t worker, std::shared_ptr<Newcomer>)> handOver;
};

} // namespace signalbox
