#pragma once

namespace signalbox {

//! Something that modules above core/worker run on a worker's io thread, such as the admin port. Used and
//! destroyed on that thread, before its connections end.
class WorkerExtension
{
public:
    virtual ~WorkerExtension() = default;
};

} // namespace signalbox
