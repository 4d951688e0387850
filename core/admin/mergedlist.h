#pragma once

#include "core/admin/clusterapi.h"
#include "core/model/listpage.h"

#include <optional>
#include <vector>

namespace signalbox {

//! The part of a page that comes from one node. As it travels between nodes: netstrings.
struct ListFragment
{
    struct Row
    {
        QString cursor; //!< ListRequest::cursorBehind()
        QByteArray json;
    };
    quint64 matched = 0;
    bool isMore = false; //!< rows that are not on its page follow
    std::vector<Row> rows;

    HttpResponse toResponse() const;
    static std::optional<ListFragment> fromResponse(const HttpResponse &response);
};

//! \a page has cursors. \a write writes a row.
template <typename Row, typename Write>
ListFragment fragmentOf(const ListPage<Row> &page, Write write)
{
    ListFragment fragment{page.matched, !page.next.isEmpty(), {}};
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
        JsonWriter json;
        write(json, page.rows[i]);
        fragment.rows.push_back({page.cursors[i], json.take()});
    }
    return fragment;
}

//! Merges the pages of all nodes of a cluster into one, in which each row names its node, and answers with it. Admin thread.
class MergedList final
{
public:
    //! \a name: of the array in the answer. Owner: static storage.
    MergedList(ListRequest request, const char *name, ApiResponder responder)
        : m_request(std::move(request))
        , m_name(name)
        , m_responder(std::move(responder))
    {
    }

    //! Both have to be called once.
    void add(const QString &ownNode, ListFragment &&fragment);
    void add(std::vector<ClusterApi::Part> &&parts);

private:
    struct Row
    {
        ListPosition position;
        QString cursor;
        QByteArray json;
        QString node;
    };

    void addRows(const QString &node, ListFragment &&fragment);
    void answerIfComplete();

    ListRequest m_request;
    const char *m_name;
    ApiResponder m_responder;
    std::vector<Row> m_rows;
    std::optional<ListPosition>
        m_end;             //!< a node has more rows behind it, which it did not send: its page was too long
    QStringList m_missing; //!< nodes
    quint64 m_matched = 0;
    bool m_isMore = false;
    int m_added = 0;
};

} // namespace signalbox
