#include "core/admin/clusterlist.h"

#include "core/admin/listhandlers.h"
#include "core/admin/listrows.h"
#include "core/http/jsonwriter.h"
#include "core/model/queryrows.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr quint32 Magic = 0x53424c43; // SBLC
constexpr int RowsATurn = 500;        // merged rows; other requests are served between two turns

void write(QDataStream &stream, const RoomSnapshot &room)
{
    stream << room.name << room.members << room.published << room.historyMessages << room.historyBytes
           << room.epoch;
}

void read(QDataStream &stream, RoomSnapshot &room)
{
    stream >> room.name >> room.members >> room.published >> room.historyMessages >> room.historyBytes >>
        room.epoch;
}

void write(QDataStream &stream, const UserSummary &user)
{
    stream << user.name << user.connections << user.rooms;
}

void read(QDataStream &stream, UserSummary &user)
{
    stream >> user.name >> user.connections >> user.rooms;
}

//! Calls \a use with \a row as a query sees it.
template <typename Use>
auto asQueryRow(const RoomSnapshot &room, Use use)
{
    return use(RoomQueryRow(room));
}

template <typename Use>
auto asQueryRow(const UserSummary &user, Use use)
{
    const std::vector<QStringView> rooms(user.rooms.begin(), user.rooms.end());
    return use(UserQueryRow(user.name, rooms, qint64(user.connections)));
}

template <typename Row>
ListPosition positionOf(const ListOrder &order, const Row &row)
{
    return asQueryRow(row, [&](const QueryRow &seen) { return order.positionOf(seen, 0, row.name); });
}

} // namespace

void mergeRow(RoomSnapshot &row, RoomSnapshot &&other)
{
    row.members += other.members;
    row.historyMessages = std::max(row.historyMessages, other.historyMessages);
    row.historyBytes = std::max(row.historyBytes, other.historyBytes);
    if (other.published > row.published || row.epoch.isEmpty()) {
        row.published = other.published;
        row.epoch = std::move(other.epoch);
    }
}

void mergeRow(UserSummary &row, UserSummary &&other)
{
    row.connections += other.connections;
    row.rooms += std::move(other.rooms);
    std::ranges::sort(row.rooms);
    row.rooms.erase(std::unique(row.rooms.begin(), row.rooms.end()), row.rooms.end());
    row.rooms.resize(std::min(row.rooms.size(), UserSummary::MaxRooms));
}

// ---- chunks

template <typename Row>
HttpResponse ListChunk<Row>::toResponse() const
{
    HttpResponse response;
    response.contentType = "application/octet-stream";
    QDataStream stream(&response.body, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << Magic << next << quint32(rows.size());
    for (const Row &row : rows)
        write(stream, row);
    return response;
}

template <typename Row>
std::optional<ListChunk<Row>> ListChunk<Row>::fromResponse(const HttpResponse &response)
{
    QDataStream stream(response.body);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint32 count = 0;
    ListChunk chunk;
    stream >> magic >> chunk.next >> count;
    if (response.status != 200 || magic != Magic)
        return {};
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i)
        read(stream, chunk.rows.emplace_back());
    if (stream.status() != QDataStream::Ok || !stream.atEnd())
        return {};
    return chunk;
}

// ---- the list

template <typename Row>
ListRequest ClusterList<Row>::chunkRequest(QueryList list, const QString &after, std::size_t rows)
{
    const ListRequest::Parsed parsed = ListRequest::parse(list, {.after = after});
    // A cursor that is none begins again; the nodes make them for each other.
    ListRequest request = std::holds_alternative<ListRequest>(parsed)
                              ? std::get<ListRequest>(parsed)
                              : std::get<ListRequest>(ListRequest::parse(list, {}));
    request.limit = rows;
    return request;
}

template <typename Row>
void ClusterList<Row>::answer(const Context &context, const ApiResponder &client, const ListRequest &wanted,
                              const char *name)
{
    if (*context.running >= MaxRunning) {
        refuse(client, Error{Error::Code::Busy, u"too many lists of the whole cluster are being made"_s});
        return;
    }
    std::make_shared<ClusterList>(context, client, wanted, name)->start();
}

template <typename Row>
ClusterList<Row>::ClusterList(const Context &context, const ApiResponder &client, const ListRequest &wanted,
                              const char *name)
    : m_post(context.post)
    , m_askOwn(context.askOwn)
    , m_askNode(context.askNode)
    , m_running(context.running)
    , m_chunk(context.chunk)
    , m_client(client)
    , m_wanted(wanted)
    , m_name(name)
    , m_byName(defaultSort(wanted.list))
    , m_part(wanted)
    , m_deadline(Clock::now() + MaxTime)
    , m_isInCluster(!context.ownName.isEmpty())
{
    ++*m_running;
    m_sources.push_back({.node = context.ownName, .number = std::nullopt});
    for (const ClusterNode &node : context.others)
        m_sources.push_back({.node = node.name, .number = node.number});
}

template <typename Row>
ClusterList<Row>::~ClusterList()
{
    --*m_running;
}

template <typename Row>
void ClusterList<Row>::start()
{
    m_client.onLeft([weak = this->weak_from_this()] {
        if (const auto self = weak.lock())
            self->m_own = PendingQuery();
    });
    for (Source &source : m_sources) {
        if (!source.isAsked && !source.isAtEnd)
            ask(source);
    }
}

//! Whether nobody waits for more.
template <typename Row>
bool ClusterList<Row>::isOver() const
{
    return m_hasAnswered || !m_client.isOpen();
}

template <typename Row>
void ClusterList<Row>::ask(Source &source)
{
    source.isAsked = true;
    const auto self = this->shared_from_this();
    const std::size_t index = std::size_t(&source - m_sources.data());
    if (source.number) {
        m_askNode(*source.number, source.next, [self, index](std::optional<HttpResponse> &&response) {
            auto chunk = response ? ListChunk<Row>::fromResponse(*response) : std::nullopt;
            Source &answered = self->m_sources[index];
            if (chunk)
                self->take(answered, *std::move(chunk));
            else
                self->miss(answered);
        });
        return;
    }
    const auto listed = [self, index](Result<ListPage<Row>> &&page) {
        if (page) {
            self->take(self->m_sources[index], {std::move(page->rows), std::move(page->next)});
        } else if (!std::exchange(self->m_hasAnswered, true)) {
            refuse(self->m_client, page.error());
        }
    };
    m_own = m_askOwn(chunkRequest(m_wanted.list, source.next, m_chunk), listed);
}

template <typename Row>
void ClusterList<Row>::take(Source &source, ListChunk<Row> &&chunk)
{
    source.isAsked = false;
    source.isAtEnd = chunk.next.isEmpty() || chunk.rows.empty();
    source.next = std::move(chunk.next);
    for (Row &row : chunk.rows) {
        ListPosition position = positionOf(m_byName, row);
        source.rows.emplace_back(std::move(position), std::move(row));
    }
    mergeSome();
}

template <typename Row>
void ClusterList<Row>::miss(Source &source)
{
    source.isAsked = false;
    source.isAtEnd = true;
    m_missing += source.node;
    mergeSome();
}

//! Merges what all nodes have told of. A node without rows that is not at its end may still have the first one.
template <typename Row>
void ClusterList<Row>::mergeSome()
{
    if (m_isMerging)
        return;
    for (int merged = 0; !isOver(); ++merged) {
        bool mustWait = false;
        bool areAllAtEnd = true;
        for (Source &source : m_sources) {
            if (source.rows.empty() && !source.isAtEnd) {
                if (!source.isAsked && Clock::now() < m_deadline)
                    ask(source);
                mustWait = true;
            }
            areAllAtEnd = areAllAtEnd && source.rows.empty() && source.isAtEnd;
        }
        if (isOver()) // an answer that came during ask()
            return;
        if (areAllAtEnd) {
            finish();
            return;
        }
        if (Clock::now() >= m_deadline) {
            m_hasAnswered = true;
            refuse(m_client, Error{Error::Code::TooBig, u"the list of the whole cluster takes too long"_s});
            return;
        }
        if (mustWait)
            return;
        if (merged == RowsATurn) {
            m_isMerging = true;
            m_post.post([self = this->shared_from_this()] {
                self->m_isMerging = false;
                self->mergeSome();
            });
            return;
        }
        mergeFirst();
    }
}

template <typename Row>
void ClusterList<Row>::mergeFirst()
{
    const ListPosition *first = nullptr;
    for (const Source &source : m_sources) {
        if (!source.rows.empty() && (!first || m_byName.isBefore(source.rows.front().first, *first)))
            first = &source.rows.front().first;
    }
    if (!first)
        return;
    const QString name = first->name;
    std::optional<SharedRow<Row>> merged;
    for (Source &source : m_sources) {
        if (source.rows.empty() || source.rows.front().first.name != name)
            continue;
        Row row = std::move(source.rows.front().second);
        source.rows.pop_front();
        if (merged)
            mergeRow(merged->row, std::move(row));
        else
            merged.emplace(SharedRow<Row>{std::move(row), {}});
        merged->nodes += source.node;
    }
    const bool isAccepted =
        asQueryRow(merged->row, [this](const QueryRow &row) { return m_wanted.filter.accepts(row); });
    if (!isAccepted)
        return;
    merged->nodes.sort();
    m_part.add(positionOf(m_part.order(), merged->row), [&] { return *std::move(merged); });
}

template <typename Row>
void ClusterList<Row>::finish()
{
    m_hasAnswered = true;
    const ListPage<SharedRow<Row>> page = m_part.take(m_wanted);
    JsonWriter json;
    json.beginObject().key(m_name).beginArray();
    for (const SharedRow<Row> &shared : page.rows) {
        JsonWriter row;
        writeRow(row, shared.row, wallNow());
        if (!m_isInCluster) {
            json.raw(row.take());
            continue;
        }
        JsonWriter nodes;
        nodes.beginObject().member("nodes", shared.nodes).endObject();
        // A row is an object that is not empty: its nodes become its last member.
        json.raw(row.take().chopped(1) + ',' + nodes.take().sliced(1));
    }
    json.endArray().member("matched", page.matched).member("missing", m_missing);
    if (!page.next.isEmpty())
        json.member("next", page.next);
    m_client.json(json.endObject());
}

template struct ListChunk<RoomSnapshot>;
template struct ListChunk<UserSummary>;
template class ClusterList<RoomSnapshot>;
template class ClusterList<UserSummary>;

} // namespace signalbox
