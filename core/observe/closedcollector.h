#pragma once

#include "core/model/closedlog.h"
#include "core/observe/batchpacer.h"
#include "core/session/connection.h"

#include <functional>

namespace signalbox {

//! Collects the ends of one io thread's connections, and the requests it refused, into batches within the
//! bounds of ClosedBatch. Lives on its io thread.
class ClosedCollector final
{
public:
    using Send = std::function<void(ClosedBatch &&)>;

    ClosedCollector(IoLoop &loop, Send send);

    void begin();
    void end();
    //! The last batch has been handled.
    void acknowledge() { m_pacer.acknowledge(); }
    //! Sends what there is, unacknowledged or not: the io thread ends.
    void flush();

    void closed(const Connection &connection, const ConnectionEnd &end);
    void refused(RefusedRequest request);

private:
    void send();

    IoLoop &m_loop;
    Send m_send;
    BatchPacer m_pacer;
    bool m_isCollecting = false;
    ClosedBatch m_batch;
};

} // namespace signalbox
