#pragma once

#include "core/model/query.h"
#include "core/observe/stream.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! What waits for one subscriber to the rooms: the newest report for its filter.
class PendingRooms
{
public:
    using Batch = RoomReport;

    const Query &filter() const { return m_filter; }
    void setFilter(const Query &filter) { m_filter = filter; }
    void clear() { m_report.reset(); }
    void put(const RoomReport &report) { m_report = report; }

    bool hasBatch() const { return m_report.has_value(); }
    RoomReport take() { return *std::exchange(m_report, {}); }

private:
    Query m_filter;
    std::optional<RoomReport> m_report;
};

//! The rooms of all io threads for any number of subscribers. The io threads list them once for all
//! subscribers that are due and have the same filter: about once a second, less often when that takes long,
//! and never again before the last answer has arrived. Main thread.
class RoomListStream final : public Stream<PendingRooms>
{
public:
    static constexpr std::size_t MaxRooms = 2000; //!< in a report: the fullest

    //! Has every io thread list the rooms that each of \a filters accepts: take() follows, once for
    //! each io thread.
    using RequestLists = std::function<void(quint64 question, const std::vector<Query> &filters)>;

    explicit RoomListStream(RequestLists requestLists);

    std::unique_ptr<RoomsSubscription> subscribe(const SubscriptionOptions &options);
    void setFilter(SubscriberId id, const Query &filter);

    //! The server has started with so many io threads; 0: it has stopped, there are no rooms.
    void setWorkers(std::size_t workers);
    //! \a lists of one io thread, one for each filter of \a question.
    void take(quint64 question, std::vector<RoomList> &&lists);

private:
    void subscriberAdded(SubscriberId id) override;
    std::optional<qint64> earliestRequest() const override;
    void request(qint64 tick) override;
    void finish();

    RequestLists m_requestLists;
    std::size_t m_workers = 0;
    quint64 m_question = 0;          //!< answers to an earlier one are late
    std::size_t m_unanswered = 0;    //!< io threads
    std::vector<Query> m_filters;    //!< of the question
    std::vector<RoomList> m_answers; //!< one for each filter
    TimePoint m_requestedAt;
    qint64 m_notBefore = 0; //!< tick of the next question
};

} // namespace signalbox
