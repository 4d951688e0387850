#include "core/admin/mergedlist.h"

#include "core/cluster/nodemessage.h"

#include <algorithm>

namespace signalbox {

HttpResponse ListFragment::toResponse() const
{
    HttpResponse response;
    response.contentType = "application/octet-stream";
    appendNetstring(response.body, QByteArray::number(matched));
    appendNetstring(response.body, isMore ? "more" : "last");
    for (const Row &row : rows) {
        appendNetstring(response.body, row.cursor.toLatin1());
        appendNetstring(response.body, row.json);
    }
    return response;
}

std::optional<ListFragment> ListFragment::fromResponse(const HttpResponse &response)
{
    if (response.status != 200)
        return {};
    const std::optional<std::vector<QByteArray>> fields = parseNetstrings(response.body);
    if (!fields || fields->size() < 2 || fields->size() % 2 != 0)
        return {};
    ListFragment fragment{(*fields)[0].toULongLong(), (*fields)[1] == "more", {}};
    for (std::size_t i = 2; i < fields->size(); i += 2)
        fragment.rows.push_back({QString::fromLatin1((*fields)[i]), (*fields)[i + 1]});
    return fragment;
}

void MergedList::add(const QString &ownNode, ListFragment &&fragment)
{
    addRows(ownNode, std::move(fragment));
    answerIfComplete();
}

void MergedList::add(std::vector<ClusterApi::Part> &&parts)
{
    for (const ClusterApi::Part &part : parts) {
        std::optional<ListFragment> fragment =
            part.response ? ListFragment::fromResponse(*part.response) : std::nullopt;
        if (fragment)
            addRows(part.node, *std::move(fragment));
        else
            m_missing += part.node;
    }
    answerIfComplete();
}

void MergedList::addRows(const QString &node, ListFragment &&fragment)
{
    m_matched += fragment.matched;
    m_isMore = m_isMore || fragment.isMore;
    std::optional<ListPosition> last;
    for (ListFragment::Row &row : fragment.rows) {
        if (const std::optional<ListPosition> position = m_request.positionOf(row.cursor)) {
            last = position;
            m_rows.push_back({*position, std::move(row.cursor), std::move(row.json), node});
        }
    }
    if (fragment.isMore && last && (!m_end || ListOrder(m_request.sort).isBefore(*last, *m_end)))
        m_end = last;
}

void MergedList::answerIfComplete()
{
    if (++m_added < 2)
        return;
    const ListOrder order(m_request.sort);
    std::ranges::stable_sort(
        m_rows, [&](const Row &a, const Row &b) { return order.isBefore(a.position, b.position); });
    if (m_end)
        std::erase_if(m_rows, [&](const Row &row) { return order.isBefore(*m_end, row.position); });
    const std::size_t count = std::min(m_rows.size(), m_request.limit);
    JsonWriter json;
    json.beginObject().key(m_name).beginArray();
    for (std::size_t i = 0; i < count; ++i) {
        JsonWriter node;
        node.beginObject().member("node", m_rows[i].node).endObject();
        // A row is an object that is not empty: the name of its node becomes its last member.
        json.raw(m_rows[i].json.chopped(1) + ',' + node.take().sliced(1));
    }
    json.endArray().member("matched", m_matched).member("missing", m_missing);
    if (count > 0 && (m_isMore || count < m_rows.size()))
        json.member("next", m_rows[count - 1].cursor);
    m_responder.json(json.endObject());
}

} // namespace signalbox
