#pragma once

#include <QStringList>

#include <vector>

namespace signalbox {

struct TableColumn
{
    enum class Kind : quint8 {
        Text,     //!< left-aligned; never cut
        Flexible, //!< left-aligned; cut where the table would be too wide
        Number,   //!< right-aligned; never cut
    };
    QString title;
    Kind kind = Kind::Text;
    bool isOptional = false; //!< left out when no row has a value
};

//! A table for people: aligned by the width that a terminal shows, two spaces between the columns, `-` where there is
//! no value.
class TextTable final
{
public:
    explicit TextTable(std::vector<TableColumn> columns)
        : m_columns(std::move(columns))
    {
    }

    //! Adds a row. \a cells: one for each column, empty where there is no value. They must be free of control
    //! characters, see visibleText().
    void addRow(const QStringList &cells) { m_rows.push_back(cells); }
    bool isEmpty() const { return m_rows.empty(); }

    //! Returns the table with its titles. Flexible columns are cut so that it is at most \a maxWidth cells wide; 0: no
    //! limit. They keep at least 8 cells, so a narrow terminal wraps lines.
    QString toText(int maxWidth) const;

private:
    std::vector<int> columnWidths(int maxWidth) const;

    std::vector<TableColumn> m_columns;
    std::vector<QStringList> m_rows;
};

} // namespace signalbox
