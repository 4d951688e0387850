#pragma once

namespace signalbox {

//! An object of a module above core/worker that lives on a worker's io thread, such as the admin port. Destroyed
//! on that thread, before its connections end.
class WorkerExtension
{
public:
    virtual ~WorkerExtension() = default;
};

} // namespace signalbox
