#pragma once

#include "core/model/listrequest.h"

#include <algorithm>
#include <vector>

namespace signalbox {

struct AuditEntry;
struct Ban;
struct ClosedConnection;
struct ConnectionSnapshot;
struct RoomSnapshot;
struct UserSummary;

//! Returns about how many bytes the texts of a row take in an answer.
qint64 textBytes(const ConnectionSnapshot &connection);
qint64 textBytes(const ClosedConnection &connection);
qint64 textBytes(const RoomSnapshot &room);
qint64 textBytes(const UserSummary &user);
qint64 textBytes(const AuditEntry &entry);
qint64 textBytes(const Ban &ban);

//! A page ends before its `limit` when its rows have as much text: names can be long, and a connection may be in many rooms.
inline constexpr qint64 MaxPageBytes = 2 * 1024 * 1024;

//! One page of a list.
template <typename Row>
struct ListPage
{
    std::vector<Row> rows;
    quint64 matched = 0;            //!< rows that the filter accepts, those of other pages too
    QString next{};                 //!< `after` of the next page; empty: this is the last one
    std::vector<QString> cursors{}; //!< cursorBehind() of each row, if the request wants them
};

//! Chooses the rows of one page among all that the filter of its request accepts; keeps no more than that. The parts of
//! several threads are merged. A value; may be moved between threads.
template <typename Row>
class ListPart
{
public:
    explicit ListPart(const ListRequest &request)
        : m_order(request.sort)
        , m_limit(request.limit)
        , m_after(request.after)
    {
    }

    const ListOrder &order() const { return m_order; }

    //! The filter accepts the row at \a position. \a make returns it; called if it may be on the page.
    template <typename Make>
    void add(ListPosition &&position, Make make)
    {
        ++m_matched;
        if (m_after && !m_order.isBefore(*m_after, position))
            return;
        ++m_behind;
        if (m_entries.size() == m_limit) {
            if (!isBefore(position, m_entries.front().position))
                return;
            std::ranges::pop_heap(m_entries, compare());
            m_entries.pop_back();
        }
        m_entries.push_back({std::move(position), make()});
        std::ranges::push_heap(m_entries, compare());
    }
    //! Adds the rows of another part of the same request.
    void merge(ListPart &&other)
    {
        m_matched += other.m_matched;
        m_behind += other.m_behind;
        m_entries.insert(m_entries.end(), std::make_move_iterator(other.m_entries.begin()),
                         std::make_move_iterator(other.m_entries.end()));
        if (m_entries.size() > m_limit) {
            const auto last = m_entries.begin() + std::ptrdiff_t(m_limit);
            std::ranges::nth_element(m_entries, last, compare());
            m_entries.erase(last, m_entries.end());
        }
        std::ranges::make_heap(m_entries, compare());
    }
    //! Returns the page. The part is empty afterwards. \a request: that of the constructor.
    ListPage<Row> take(const ListRequest &request)
    {
        ListPage<Row> page;
        page.matched = m_matched;
        std::ranges::sort(m_entries, compare());
        std::size_t taken = 0;
        for (qint64 bytes = 0; taken < m_entries.size() && bytes < MaxPageBytes; ++taken)
            bytes += textBytes(m_entries[taken].row);
        page.rows.reserve(taken);
        for (std::size_t i = 0; i < taken; ++i) {
            page.rows.push_back(std::move(m_entries[i].row));
            if (request.wantsCursors)
                page.cursors.push_back(request.cursorBehind(m_entries[i].position));
        }
        if (taken > 0 && taken < m_behind)
            page.next = request.cursorBehind(m_entries[taken - 1].position);
        m_entries.clear();
        return page;
    }

private:
    struct Entry
    {
        ListPosition position;
        Row row;
    };

    bool isBefore(const ListPosition &a, const ListPosition &b) const { return m_order.isBefore(a, b); }
    //! The heap has the last row of the page at its top.
    auto compare() const
    {
        return [this](const Entry &a, const Entry &b) { return m_order.isBefore(a.position, b.position); };
    }

    ListOrder m_order;
    std::size_t m_limit;
    std::optional<ListPosition> m_after;
    std::vector<Entry> m_entries; //!< a heap
    quint64 m_matched = 0;
    quint64 m_behind = 0; //!< of those, the ones behind m_after
};

} // namespace signalbox
