#pragma once

// The order of a list: by one field of the query language, and between equal rows by what names them.

#include "core/model/queryrow.h"

#include <QString>

#include <compare>
#include <optional>
#include <variant>

namespace signalbox {

//! What a list is sorted by.
struct ListSort
{
    QueryField field = QueryField::Id;
    bool isDescending = false;

    friend bool operator==(const ListSort &, const ListSort &) = default;
};

//! Returns the order of \a list unless another one is asked for: by id, else by name; of the audit log the newest first.
ListSort defaultSort(QueryList list);
//! Returns whether \a list can be sorted by \a field. Not by an expression, nor by the contents of messages.
bool isSortable(QueryField field, QueryList list);

//! Where a row is in the order of its list.
struct ListPosition
{
    //! Of the field. monostate: the row has no value, which comes last in both directions.
    std::variant<std::monostate, qint64, QString> key{};
    quint64 id = 0; //!< of a connection; 0: the row is named by its name
    QString name{}; //!< of a room or user

    friend bool operator==(const ListPosition &, const ListPosition &) = default;
};

//! Compares positions. Texts without regard to case. A value.
class ListOrder
{
public:
    explicit ListOrder(const ListSort &sort)
        : m_sort(sort)
    {
    }

    //! Whether the id alone says where a row is.
    bool isById() const { return m_sort.field == QueryField::Id; }
    //! Returns the position of a row that is named by \a id or by \a name.
    ListPosition positionOf(const QueryRow &row, quint64 id, const QString &name = {}) const;
    //! Returns whether \a a comes before \a b. A strict order: no two rows of a list are equal.
    bool isBefore(const ListPosition &a, const ListPosition &b) const;

private:
    ListSort m_sort;
};

} // namespace signalbox
