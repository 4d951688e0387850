#include "ui/messages/unfoldedrows.h"

#include <algorithm>

namespace signalbox {

int UnfoldedRows::childCountOf(quint64 position) const
{
    const auto at = std::ranges::lower_bound(m_items, position, {}, &Item::position);
    return at != m_items.end() && at->position == position ? at->children : 0;
}

void UnfoldedRows::unfold(quint64 position, int children)
{
    Q_ASSERT(children > 0 && childCountOf(position) == 0 && !isFull());
    const auto at = std::ranges::lower_bound(m_items, position, {}, &Item::position);
    m_items.insert(at, {position, children});
    m_childCount += children;
}

void UnfoldedRows::fold(quint64 position)
{
    m_childCount -= childCountOf(position);
    std::erase_if(m_items, [position](const Item &item) { return item.position == position; });
}

void UnfoldedRows::dropBefore(quint64 first)
{
    while (!m_items.empty() && m_items.front().position < first)
        fold(m_items.front().position);
}

void UnfoldedRows::clear()
{
    m_items.clear();
    m_childCount = 0;
}

UnfoldedRows::Place UnfoldedRows::placeOf(int row, const TopOf &topOf) const
{
    int before = 0; // children in the rows before
    for (const Item &item : m_items) {
        const int itemRow = topOf(item.position) + before;
        if (row <= itemRow)
            break;
        if (row <= itemRow + item.children)
            return {itemRow - before, row - itemRow - 1};
        before += item.children;
    }
    return {row - before, -1};
}

int UnfoldedRows::rowOf(int top, const TopOf &topOf) const
{
    int row = top;
    for (const Item &item : m_items) {
        if (topOf(item.position) >= top)
            break;
        row += item.children;
    }
    return row;
}

} // namespace signalbox
