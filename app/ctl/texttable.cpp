#include "app/ctl/texttable.h"

#include "app/ctl/displaywidth.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int Gap = 2;
constexpr int LeastFlexible = 8;

QString shown(const QString &cell)
{
    return cell.isEmpty() ? u"-"_s : cell;
}

} // namespace

// 0: the column is left out.
std::vector<int> TextTable::columnWidths(int maxWidth) const
{
    std::vector<int> widths;
    int total = 0;
    for (qsizetype column = 0; column < qsizetype(m_columns.size()); ++column) {
        const TableColumn &is = m_columns[std::size_t(column)];
        int width = displayWidth(is.title);
        bool hasValue = !is.isOptional;
        for (const QStringList &row : m_rows) {
            hasValue = hasValue || !row.at(column).isEmpty();
            width = std::max(width, displayWidth(shown(row.at(column))));
        }
        widths.push_back(hasValue ? width : 0);
        total += hasValue ? width + Gap : 0;
    }
    total -= Gap;
    // The widest column gives way first, so that short texts stay whole.
    while (maxWidth > 0 && total > maxWidth) {
        int *widest = nullptr;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const bool mayShrink =
                m_columns[i].kind == TableColumn::Kind::Flexible && widths[i] > LeastFlexible;
            if (mayShrink && (!widest || widths[i] > *widest))
                widest = &widths[i];
        }
        if (!widest)
            break;
        --*widest;
        --total;
    }
    return widths;
}

QString TextTable::toText(int maxWidth) const
{
    const std::vector<int> widths = columnWidths(maxWidth);
    QString text;
    const auto addLine = [&](const auto &cellOf) {
        QString line;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (widths[i] == 0)
                continue;
            if (!line.isEmpty())
                line += QString(Gap, u' ');
            const QString cell = cellOf(i);
            line += m_columns[i].kind == TableColumn::Kind::Number ? rightAligned(cell, widths[i])
                                                                   : leftAligned(cell, widths[i]);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    };
    addLine([&](std::size_t i) { return m_columns[i].title; });
    for (const QStringList &row : m_rows)
        addLine([&](std::size_t i) { return shown(row.at(qsizetype(i))); });
    return text;
}

} // namespace signalbox
