#pragma once

#include "core/loop/looppost.h"
#include "core/model/closedlog.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace signalbox {

//! What was refused on the admin thread since the batch before.
struct RefusalBatch
{
    std::vector<RefusedRequest> requests;
    std::map<const char *, quint64> others; //!< that did not fit, by reason (in static storage)

    bool isEmpty() const { return requests.empty(); }
};

//! Passes refusals of the admin thread to an io thread, where they are counted, logged and shown like those of the
//! listeners: one batch at a time, so that neither a flood of refusals nor an io thread that is late makes a queue grow.
//! Lives on the admin thread.
class RefusalRelay final
{
public:
    static constexpr std::size_t MaxRequests = 200; //!< in a batch

    //! Takes a batch to the other thread, and calls \a done there when it is handled.
    using Send = std::function<void(RefusalBatch batch, std::function<void()> done)>;

    RefusalRelay(IoLoop &loop, Send send);
    ~RefusalRelay();
    Q_DISABLE_COPY_MOVE(RefusalRelay)

    void add(const RefusedRequest &request);

private:
    void send();

    LoopPost m_post;
    Send m_send;
    RefusalBatch m_batch;
    bool m_isUnderWay = false;
};

} // namespace signalbox
