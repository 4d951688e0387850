#include "app/ctl/topview.h"

#include "app/ctl/displaywidth.h"
#include "app/ctl/listtables.h"
#include "app/ctl/quantities.h"
#include "core/base/visibletext.h"

#include <QDateTime>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int FixedLines = 4; // summary, state, titles, keys

using CellText = QString (*)(const QJsonObject &row, const TopTraffic &traffic);

struct TopColumn
{
    QLatin1StringView title;
    QLatin1StringView field; // of --sort; empty: cannot be sorted by
    char letter;             // key that chooses it; 0: none
    int width;
    int priority; // columns with a low number are shown first
    bool isText;
    CellText text;
};

QString duration(const QJsonObject &row, QLatin1StringView member)
{
    const QJsonValue value = row.value(member);
    return value.isDouble() ? durationText(value.toDouble()) : u"-"_s;
}

QString traffic(const QJsonObject &row, QLatin1StringView direction, QLatin1StringView member)
{
    const QJsonValue value = row.value(direction).toObject().value(member);
    return member == "bytes"_L1 ? sizeText(value.toDouble()) : compactCount(value.toDouble());
}

QString rate(double perSecond)
{
    if (perSecond < 0)
        return u"-"_s;
    return perSecond > 0 && perSecond < 10 ? QString::number(perSecond, 'f', 1) : compactCount(perSecond);
}

QString since(const QJsonObject &row)
{
    const QDateTime then = QDateTime::fromString(row.value("connected"_L1).toString(), Qt::ISODateWithMs);
    return then.isValid()
               ? durationText(double(std::max<qint64>(then.msecsTo(QDateTime::currentDateTimeUtc()), 0)))
               : u"-"_s;
}

#define ROW const QJsonObject &row, const TopTraffic &
constexpr std::array Columns{
    TopColumn{"ID"_L1, "id"_L1, 'i', 7, 0, false, [](ROW) { return cellOf(row.value("id"_L1)); }},
    TopColumn{"USER"_L1, "user"_L1, 'u', 12, 1, true, [](ROW) { return cellOf(row.value("user"_L1)); }},
    TopColumn{"ADDRESS"_L1, "addr"_L1, 'a', 15, 4, true, [](ROW) { return cellOf(row.value("address"_L1)); }},
    TopColumn{"ROOM"_L1, "room"_L1, 'm', 12, 11, true, [](ROW) { return cellOf(row.value("room"_L1)); }},
    TopColumn{"LATENCY"_L1, "latency"_L1, 'l', 8, 2, false,
              [](ROW) { return duration(row, "latency_ms"_L1); }},
    TopColumn{"JITTER"_L1, "jitter"_L1, 'j', 7, 12, false, [](ROW) { return duration(row, "jitter_ms"_L1); }},
    TopColumn{"IDLE"_L1, "idle"_L1, 'e', 6, 7, false, [](ROW) { return duration(row, "idle_ms"_L1); }},
    TopColumn{"QUEUED"_L1, "queued"_L1, 'w', 8, 3, false,
              [](ROW) { return sizeText(row.value("queued"_L1).toObject().value("bytes"_L1).toDouble()); }},
    TopColumn{"IN"_L1, "in"_L1, 'n', 7, 5, false, [](ROW) { return traffic(row, "in"_L1, "messages"_L1); }},
    TopColumn{"IN/s"_L1,
              {},
              0,
              7,
              8,
              false,
              [](const QJsonObject &, const TopTraffic &is) { return rate(is.inPerSecond); }},
    TopColumn{"OUT"_L1, "out"_L1, 'o', 7, 6, false,
              [](ROW) { return traffic(row, "out"_L1, "messages"_L1); }},
    TopColumn{"OUT/s"_L1,
              {},
              0,
              7,
              9,
              false,
              [](const QJsonObject &, const TopTraffic &is) { return rate(is.outPerSecond); }},
    TopColumn{"BYTES IN"_L1, "bytes_in"_L1, 'b', 9, 13, false,
              [](ROW) { return traffic(row, "in"_L1, "bytes"_L1); }},
    TopColumn{"BYTES OUT"_L1, "bytes_out"_L1, 't', 10, 14, false,
              [](ROW) { return traffic(row, "out"_L1, "bytes"_L1); }},
    TopColumn{"DROPPED"_L1, "dropped"_L1, 'd', 8, 10, false,
              [](ROW) { return compactCount(row.value("dropped"_L1).toDouble()); }},
    TopColumn{"SINCE"_L1, "connected"_L1, 'c', 8, 15, false, [](ROW) { return since(row); }},
};
#undef ROW

struct ShownColumn
{
    const TopColumn *column;
    int width;
};

//! Returns the columns that fit, from left to right; \a idWidth: of the longest id, which is never cut. What is left over
//! makes the user wider.
std::vector<ShownColumn> shownColumns(int width, int idWidth)
{
    const auto widthOf = [&](const TopColumn &column) {
        return column.field == "id"_L1 ? std::max(column.width, idWidth) : column.width;
    };
    std::array<const TopColumn *, Columns.size()> byPriority{};
    for (const TopColumn &column : Columns)
        byPriority[std::size_t(column.priority)] = &column;
    int left = width;
    int most = 0; // priority of the last one that fits
    for (const TopColumn *column : byPriority) {
        if (left < widthOf(*column) && column->priority > 0)
            break;
        left -= widthOf(*column) + 1;
        most = column->priority;
    }
    std::vector<ShownColumn> shown;
    for (const TopColumn &column : Columns) {
        if (column.priority <= most)
            shown.push_back(
                {&column, widthOf(column) + (column.field == "user"_L1 ? std::clamp(left + 1, 0, 24) : 0)});
    }
    return shown;
}

template <typename CellOf>
QString lineOf(const std::vector<ShownColumn> &columns, CellOf cellText)
{
    QStringList cells;
    for (const ShownColumn &shown : columns) {
        const QString cell = cellText(*shown.column);
        cells += shown.column->isText ? leftAligned(cell, shown.width) : rightAligned(cell, shown.width);
    }
    return cells.join(u' ');
}

QString summary(const TopState &state)
{
    const QJsonObject &server = state.server;
    if (server.isEmpty())
        return u"waiting for the server"_s;
    const auto count = [&](QLatin1StringView member) { return countText(server.value(member)); };
    return u"%1 for %2  connections %3  rooms %4  users %5  queued %6"_s.arg(
        cellOf(server.value("state"_L1)), durationText(server.value("uptime_ms"_L1).toDouble()),
        count("connections"_L1), count("rooms"_L1), count("users"_L1),
        sizeText(server.value("queued_bytes"_L1).toDouble()));
}

QString stateLine(const TopState &state, int rows)
{
    QStringList parts;
    if (!state.error.isEmpty())
        parts += visibleText(state.error, PeerTextKind::Line);
    if (state.isPaused)
        parts += u"paused"_s;
    const qsizetype shown = std::min<qsizetype>(state.connections.size(), rows);
    if (state.filter.isEmpty())
        parts += u"%1 of %2"_s.arg(shown).arg(state.matched);
    else
        parts += u"%1 of %2 with %3"_s.arg(shown)
                     .arg(state.matched)
                     .arg(visibleText(state.filter, PeerTextKind::Line));
    return parts.join(u"  "_s);
}

QStringList helpLines()
{
    QStringList lines{u"q            quit"_s,
                      u"left, right  sort by another column"_s,
                      u"r            reverse the order"_s,
                      u"space        pause, go on"_s,
                      u"h            this help"_s,
                      QString(),
                      u"Sort by:"_s};
    for (const TopColumn &column : Columns) {
        if (column.letter != 0)
            lines += u"%1            %2"_s.arg(QLatin1Char(column.letter)).arg(column.title);
    }
    return lines;
}

} // namespace

void TopState::setConnections(const QJsonObject &answer, double elapsed)
{
    connections = answer.value("connections"_L1).toArray();
    matched = answer.value("matched"_L1).toInteger();
    QHash<QString, TopTraffic> next;
    for (const QJsonValue row : connections) {
        const QString id = row["id"_L1].toString();
        TopTraffic now{.in = row["in"_L1]["messages"_L1].toInteger(),
                       .out = row["out"_L1]["messages"_L1].toInteger()};
        const auto before = traffic.constFind(id);
        if (before != traffic.constEnd() && elapsed > 0) {
            now.inPerSecond = std::max(0.0, double(now.in - before->in) / elapsed);
            now.outPerSecond = std::max(0.0, double(now.out - before->out) / elapsed);
        }
        next.insert(id, now);
    }
    traffic = std::move(next);
}

QStringList topSortFields(int width)
{
    QStringList fields;
    for (const ShownColumn &shown : shownColumns(width, 0)) {
        if (!shown.column->field.isEmpty())
            fields += shown.column->field;
    }
    return fields;
}

QString topFieldOf(char letter)
{
    const auto found = std::ranges::find_if(
        Columns, [&](const TopColumn &is) { return letter != 0 && is.letter == letter; });
    return found == Columns.end() ? QString() : QString(found->field);
}

int topRows(QSize size)
{
    return std::max(0, size.height() - FixedLines);
}

std::vector<ScreenLine> topLines(const TopState &state, QSize size)
{
    const int width = size.width();
    const int rows = topRows(size);
    std::vector<ScreenLine> lines;
    const auto add = [&](const QString &text, bool isHighlighted = false) {
        lines.push_back({isHighlighted ? leftAligned(text, width) : cutToWidth(text, width), isHighlighted});
    };
    add(summary(state));
    add(stateLine(state, rows));
    qsizetype idWidth = 0;
    for (const QJsonValue row : state.connections)
        idWidth = std::max(idWidth, row["id"_L1].toString().size());
    const std::vector<ShownColumn> columns = shownColumns(width, int(std::min<qsizetype>(idWidth, width)));
    add(lineOf(columns,
               [&](const TopColumn &column) {
                   const bool isSorted = !column.field.isEmpty() && column.field == state.sortField;
                   return isSorted ? column.title + (state.isDescending ? u"▼"_s : u"▲"_s)
                                   : QString(column.title);
               }),
        true);
    const QStringList help = state.showsHelp ? helpLines() : QStringList();
    for (int i = 0; i < rows; ++i) {
        if (state.showsHelp) {
            add(help.value(i));
            continue;
        }
        if (i >= state.connections.size()) {
            add({});
            continue;
        }
        const QJsonObject row = state.connections[i].toObject();
        const TopTraffic traffic = state.traffic.value(row.value("id"_L1).toString());
        add(lineOf(columns, [&](const TopColumn &column) { return column.text(row, traffic); }));
    }
    add(u"q quit   ← → sort   r reverse   space %1   h help"_s.arg(state.isPaused ? u"go on"_s : u"pause"_s));
    lines.resize(std::size_t(std::clamp(size.height(), 0, int(lines.size()))));
    return lines;
}

} // namespace signalbox
