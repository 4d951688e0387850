#pragma once

#include "core/admin/messagereaders.h"

namespace signalbox {

class ApiRequest;
class ApiRouter;

//! GET /messages. Lives on the admin thread.
class MessageHandlers final
{
public:
    //! Both outlive the handlers.
    MessageHandlers(SlicedJobs &jobs, MessageSource &source);
    void addTo(ApiRouter &router);

private:
    void read(const ApiRequest &request, const ApiResponder &responder);

    MessageReaders m_readers;
};

} // namespace signalbox
