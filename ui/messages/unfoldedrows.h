#pragma once

#include <QtGlobal>

#include <functional>
#include <vector>

namespace signalbox {

//! Which rows of a list are unfolded: rows of their own, the children, follow each of them. Translates between the rows
//! of the list without children (its tops, which the list counts from 0) and those with them. A row is identified by
//! its position in the log. At most MaxUnfolded at a time, so that a translation is cheap.
class UnfoldedRows
{
public:
    static constexpr std::size_t MaxUnfolded = 32;

    //! Returns which top a position is. Only asked about unfolded ones.
    using TopOf = std::function<int(quint64 position)>;

    struct Place
    {
        int top = 0;
        int child = -1; //!< -1: the top itself
    };

    bool isEmpty() const { return m_items.empty(); }
    //! Returns the number of children of all.
    int childCount() const { return m_childCount; }
    //! Returns the number of children of \a position; 0: it is not unfolded.
    int childCountOf(quint64 position) const;
    bool isFull() const { return m_items.size() >= MaxUnfolded; }

    void unfold(quint64 position, int children);
    void fold(quint64 position);
    //! Folds those before \a first.
    void dropBefore(quint64 first);
    void clear();

    Place placeOf(int row, const TopOf &topOf) const;
    //! Returns the row of \a top, which may be the one behind the last.
    int rowOf(int top, const TopOf &topOf) const;

private:
    struct Item
    {
        quint64 position = 0;
        int children = 0;
    };

    std::vector<Item> m_items; //!< ascending
    int m_childCount = 0;
};

} // namespace signalbox
