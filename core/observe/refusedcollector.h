#pragma once

#include "core/model/closedlog.h"
#include "core/observe/batchpacer.h"

#include <functional>

namespace signalbox {

//! Collects the requests that one io thread refused into batches within the bounds of ClosedBatch. Lives on its io
//! thread.
class RefusedCollector final
{
public:
    using Send = std::function<void(ClosedBatch &&)>;

    RefusedCollector(IoLoop &loop, Send send);

    void begin();
    void end();
    //! The last batch has been handled.
    void acknowledge() { m_pacer.acknowledge(); }
    //! Sends what there is, unacknowledged or not: the io thread ends.
    void flush();

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
