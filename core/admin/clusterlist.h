#pragma once

#include "core/admin/listqueries.h"
#include "core/cluster/noderange.h"
#include "core/http/apiresponder.h"
#include "core/model/clusternode.h"
#include "core/model/listpage.h"
#include "core/model/roomlist.h"
#include "core/model/userlist.h"

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! Rows of one node, in the default order of their list. As it travels between nodes: a QDataStream.
template <typename Row>
struct ListChunk
{
    std::vector<Row> rows;
    QString next{}; //!< `after` of the chunk that follows; empty: this is the last one

    HttpResponse toResponse() const;
    static std::optional<ListChunk> fromResponse(const HttpResponse &response);
};

//! A row of the whole cluster.
template <typename Row>
struct SharedRow
{
    Row row;
    QStringList nodes; //!< that have it, by name
};

template <typename Row>
qint64 textBytes(const SharedRow<Row> &shared)
{
    return textBytes(shared.row);
}

//! Adds what another node has of the same room or user.
void mergeRow(RoomSnapshot &row, RoomSnapshot &&other);
void mergeRow(UserSummary &row, UserSummary &&other);

//! One page of the rooms or users of a cluster. Several nodes may have one of them, but it is one row: members and
//! connections are added up, and the filter and the order are those of the sums. So every node gives all its rows, in
//! chunks and sorted by name; what is complete is merged and chosen from at once, so that memory is bounded by one chunk a
//! node. Admin thread; keeps itself alive until it has answered.
template <typename Row>
class ClusterList final : public std::enable_shared_from_this<ClusterList<Row>>
{
public:
    //! Asks this node for a chunk of \a request.
    using AskOwn = std::function<PendingQuery(const ListRequest &request, ListQueries::Listed<Row> listed)>;
    //! Asks another node for the chunk behind \a after; \a answered is called once, later.
    using Answered = std::function<void(std::optional<HttpResponse> &&response)>;
    using AskNode = std::function<void(NodeNumber node, const QString &after, Answered answered)>;
    struct Context
    {
        QString ownName;                 //!< of this node; empty: there is no cluster
        std::vector<ClusterNode> others; //!< nodes
        const LoopPost &post;
        AskOwn askOwn;
        AskNode askNode;
        std::shared_ptr<std::atomic<int>> running; //!< how many there are
        std::size_t chunk = ChunkRows;
    };

    static constexpr std::size_t ChunkRows = 5000;
    static constexpr int MaxRunning = 4;
    static constexpr Milliseconds MaxTime{10'000};

    //! What this node answers to another one that makes such a list: `after` is the only parameter that counts.
    static ListRequest chunkRequest(QueryList list, const QString &after, std::size_t rows = ChunkRows);

    //! Answers \a client with the page \a wanted of the array \a name (static storage); with 429 if MaxRunning run already.
    static void answer(const Context &context, const ApiResponder &client, const ListRequest &wanted,
                       const char *name);

    ClusterList(const Context &context, const ApiResponder &client, const ListRequest &wanted,
                const char *name);
    ~ClusterList();
    Q_DISABLE_COPY_MOVE(ClusterList)

private:
    //! The rows of one node that have not been merged yet.
    struct Source
    {
        QString node;
        std::optional<NodeNumber> number; //!< none: this node
        std::deque<std::pair<ListPosition, Row>> rows{};
        QString next{};
        bool isAsked = false; //!< the answer is to come
        bool isAtEnd = false; //!< nothing follows `rows`
    };
    void start();
    void ask(Source &source);
    void take(Source &source, ListChunk<Row> &&chunk);
    void miss(Source &source);
    void mergeSome();
    void mergeFirst();
    void finish();
    bool isOver() const;

    LoopPost m_post;
    AskOwn m_askOwn;
    AskNode m_askNode;
    std::shared_ptr<std::atomic<int>> m_running;
    std::size_t m_chunk;
    ApiResponder m_client;
    ListRequest m_wanted;
    const char *m_name;
    ListOrder m_byName;
    std::vector<Source> m_sources;
    PendingQuery m_own; //!< of this node
    ListPart<SharedRow<Row>> m_part;
    QStringList m_missing; //!< nodes
    TimePoint m_deadline;
    bool m_isMerging = false; //!< mergeSome() is posted
    bool m_isInCluster = false;
    bool m_hasAnswered = false;
};

} // namespace signalbox
