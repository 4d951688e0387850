#include "app/ctl/listcommands.h"

#include "app/ctl/displaywidth.h"
#include "app/ctl/nodescommand.h"
#include "app/ctl/output.h"
#include "app/ctl/quantities.h"
#include "app/ctl/rawjson.h"
#include "core/base/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Reads a list page by page, following `next`, up to a number of rows.
class PageReader
{
public:
    //! \a limit: rows to read, 0: all. \a target: of a page of \a count rows behind \a after.
    using Target = std::function<QByteArray(qint64 count, const QString &after)>;
    PageReader(const ApiClient &client, qint64 limit, bool printsBodies, Target target)
        : m_client(client)
        , m_limit(limit)
        , m_printsBodies(printsBodies)
        , m_target(std::move(target))
    {
    }

    //! Calls \a take with each page, until it was the last one or the limit is reached; \a take returns how many rows
    //! it had. With --json prints each body instead.
    std::optional<Failure>
    read(const std::function<qint64(const QJsonObject &page, const QByteArray &body)> &take)
    {
        QString after;
        do {
            const qint64 count = m_limit == 0 ? MaxPage : std::min(MaxPage, m_limit - m_read);
            const ApiAnswer answer = m_client.call({.target = m_target(count, after)});
            m_isNotFound = answer.status == 404;
            const std::variant<QJsonObject, Failure> page = objectOf(answer);
            if (const auto *failure = std::get_if<Failure>(&page))
                return *failure;
            const auto &object = std::get<QJsonObject>(page);
            if (m_printsBodies)
                printBody(answer);
            const qint64 rows = take(object, answer.body);
            m_read += rows;
            const QJsonValue next = object.value("next"_L1);
            after = next.isDouble() ? countText(next) : next.toString();
            if (rows == 0) // no progress
                after.clear();
        } while (!after.isEmpty() && (m_limit == 0 || m_read < m_limit));
        m_hasMore = !after.isEmpty();
        return std::nullopt;
    }

    qint64 rowsRead() const { return m_read; }
    bool hasMore() const { return m_hasMore; }
    //! Returns the exit code of a failure: a room that does not exist has no members and no messages.
    CtlExit sayFailureOfRoom(const Failure &failure) const
    {
        const CtlExit exit = sayFailure(failure);
        return m_isNotFound ? CtlExit::Nothing : exit;
    }

private:
    const ApiClient &m_client;
    qint64 m_limit;
    bool m_printsBodies;
    Target m_target;
    qint64 m_read = 0;
    bool m_hasMore = false;
    bool m_isNotFound = false;
};

CtlExit nothing(const QString &what)
{
    say(u"no %1"_s.arg(what));
    return CtlExit::Nothing;
}

void sayMore(const QString &count, const QString &rows)
{
    say(u"… and %1 more %2; --limit 0 shows all"_s.arg(count, rows));
}

} // namespace

QByteArray listQuery(const QString &filter, const QString &sort, qint64 limit, const QString &after,
                     bool isEverywhere)
{
    QByteArray query = "?limit=" + QByteArray::number(limit);
    if (!filter.isEmpty())
        query += "&filter=" + percentEncoded(filter);
    if (!sort.isEmpty())
        query += "&sort=" + percentEncoded(sort);
    if (!after.isEmpty())
        query += "&after=" + percentEncoded(after);
    if (isEverywhere)
        query += "&cluster=true";
    return query;
}

void sayMissing(const QJsonObject &answer)
{
    QStringList nodes;
    const QJsonArray missing = answer.value("missing"_L1).toArray();
    for (const QJsonValue node : missing)
        nodes.append(visibleText(node.toString(), PeerTextKind::Line));
    if (!nodes.isEmpty())
        say(u"no answer from "_s + nodes.join(u", "_s));
}

Failure pointingAt(Failure failure, const QString &filter)
{
    static const QRegularExpression place(u"^filter: .*\\(at character (\\d+)\\)$"_s);
    const QRegularExpressionMatch match = place.match(failure.text);
    if (failure.exit != CtlExit::Usage || !match.hasMatch())
        return failure;
    const QList<uint> characters = filter.toUcs4();
    const qsizetype before = std::clamp<qsizetype>(match.captured(1).toLongLong() - 1, 0, characters.size());
    const QString prefix = visibleText(
        QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.data()), before), PeerTextKind::Line);
    failure.text += u"\n  "_s + visibleText(filter, PeerTextKind::Line) + u"\n  "_s +
                    QString(displayWidth(prefix), u' ') + u'^';
    return failure;
}

CtlExit showList(const ApiClient &client, const CtlLine &line, ListKind kind)
{
    ListTable list = listTable(kind);
    const bool isEverywhere = line.has(u"--cluster"_s);
    const QString sort = line.value(u"--sort"_s, list.sort);
    PageReader pages(client, line.limit(), line.wantsJson(), [&](qint64 count, const QString &after) {
        return QByteArray(list.path.data(), list.path.size()) +
               listQuery(line.filter(), sort, count, after, isEverywhere);
    });
    TextTable table(list.columns);
    QSet<QString> ids; // sorted by a field that changes, a row may be on two pages
    qint64 matched = 0;
    const auto failure = pages.read([&](const QJsonObject &page, const QByteArray &) {
        const QJsonArray rows = page.value(list.member).toArray();
        matched = page.value("matched"_L1).toInteger();
        if (line.wantsJson())
            return qint64(rows.size());
        sayMissing(page);
        for (const QJsonValue value : rows) {
            const QJsonObject row = value.toObject();
            const QString id = row.value("id"_L1).toString();
            if (!id.isEmpty() && ids.contains(id))
                continue;
            ids.insert(id);
            table.addRow(list.cells(row));
        }
        return qint64(rows.size());
    });
    if (!table.isEmpty())
        writeOut(table.toText(outputWidth()));
    if (failure)
        return sayFailure(pointingAt(*failure, line.filter()));
    if (pages.rowsRead() == 0)
        return line.wantsJson() ? CtlExit::Nothing : nothing(list.rows);
    if (!line.wantsJson() && pages.hasMore())
        sayMore(QString::number(std::max<qint64>(matched - pages.rowsRead(), 1)), list.rows);
    return CtlExit::Done;
}

CtlExit showPresence(const ApiClient &client, const CtlLine &line)
{
    const QByteArray path = "/rooms/" + percentEncoded(line.operands.first()) + "/presence";
    PageReader pages(client, line.limit(), line.wantsJson(), [&](qint64 count, const QString &after) {
        return path + listQuery({}, {}, count, after);
    });
    TextTable table({{.title = u"USER"_s}, {.title = u"CONNECTION"_s, .kind = TableColumn::Kind::Number}});
    qint64 all = 0;
    const auto failure = pages.read([&](const QJsonObject &page, const QByteArray &) {
        const QJsonArray members = page.value("members"_L1).toArray();
        all = page.value("count"_L1).toInteger();
        for (const QJsonValue member : members)
            table.addRow({cellOf(member["user"_L1]), cellOf(member["client"_L1])});
        return qint64(members.size());
    });
    if (!line.wantsJson() && !table.isEmpty())
        writeOut(table.toText(outputWidth()));
    if (failure)
        return pages.sayFailureOfRoom(*failure);
    if (pages.rowsRead() == 0)
        return line.wantsJson() ? CtlExit::Nothing : nothing(u"members"_s);
    if (!line.wantsJson() && pages.hasMore())
        sayMore(QString::number(std::max<qint64>(all - pages.rowsRead(), 1)), u"members"_s);
    return CtlExit::Done;
}

CtlExit showHistory(const ApiClient &client, const CtlLine &line)
{
    const QByteArray path = "/rooms/" + percentEncoded(line.operands.first()) + "/history";
    PageReader pages(client, line.limit(), line.wantsJson(), [&](qint64 count, const QString &before) {
        return path + "?limit=" + QByteArray::number(count) +
               (before.isEmpty() ? "" : "&before=" + percentEncoded(before));
    });
    std::vector<QStringList> rows; // oldest last: the pages come newest first
    const auto failure = pages.read([&](const QJsonObject &page, const QByteArray &body) {
        const QJsonArray messages = page.value("messages"_L1).toArray();
        // The contents as they were sent: QJsonObject sorts keys and rounds numbers.
        const std::vector<QByteArrayView> raw = jsonElements(jsonMember(body, "messages"));
        for (qsizetype i = messages.size() - 1; i >= 0; --i) {
            const QJsonObject message = messages[i].toObject();
            const QJsonValue content = message.value("content"_L1);
            QString shown = content.toString();
            if (!content.isString() && std::size_t(i) < raw.size())
                shown = QString::fromUtf8(jsonMember(raw[std::size_t(i)], "content"));
            if (message.contains("encoding"_L1))
                shown = u"(%1 of binary data)"_s.arg(
                    sizeText(double(QByteArray::fromBase64(shown.toLatin1()).size())));
            rows.push_back({countText(message.value("seq"_L1)), localTime(cellOf(message.value("time"_L1))),
                            cellOf(message.value("from"_L1)), visibleText(shown, PeerTextKind::Line)});
        }
        return qint64(messages.size());
    });
    if (!line.wantsJson() && !rows.empty()) {
        TextTable table({{.title = u"SEQ"_s, .kind = TableColumn::Kind::Number},
                         {.title = u"TIME"_s},
                         {.title = u"FROM"_s, .kind = TableColumn::Kind::Flexible},
                         {.title = u"CONTENT"_s, .kind = TableColumn::Kind::Flexible}});
        for (auto row = rows.rbegin(); row != rows.rend(); ++row)
            table.addRow(*row);
        writeOut(table.toText(outputWidth()));
    }
    if (failure)
        return pages.sayFailureOfRoom(*failure);
    if (pages.rowsRead() == 0)
        return line.wantsJson() ? CtlExit::Nothing : nothing(u"messages"_s);
    if (!line.wantsJson() && pages.hasMore())
        say(u"… and older messages; --limit 0 shows all"_s);
    return CtlExit::Done;
}

CtlExit showStatus(const ApiClient &client, const CtlLine &line)
{
    const ApiAnswer answer = client.call({.target = "/server"});
    const std::variant<QJsonObject, Failure> server = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&server))
        return sayFailure(*failure);
    if (line.wantsJson()) {
        printBody(answer);
        return CtlExit::Done;
    }
    const auto &status = std::get<QJsonObject>(server);
    const auto row = [](const QString &name, const QString &value) {
        writeOut(leftAligned(name, 14) + value + u'\n');
    };
    const auto traffic = [&](QLatin1StringView direction) {
        const QJsonObject figures = status.value(direction).toObject();
        return u"%1 messages, %2"_s.arg(countText(figures.value("messages"_L1)),
                                        sizeText(figures.value("bytes"_L1).toDouble()));
    };
    row(u"server"_s,
        u"signalbox %1, Qt %2"_s.arg(cellOf(status.value("version"_L1)), cellOf(status.value("qt"_L1))));
    if (const QString node = cellOf(status.value("node"_L1)); !node.isEmpty())
        row(u"node"_s, node);
    // Behind the first answer: a server that does not answer is asked once. An older one has no list of nodes.
    const std::variant<QJsonObject, Failure> cluster = objectOf(client.call({.target = "/nodes"}));
    if (const auto *body = std::get_if<QJsonObject>(&cluster); body && body->contains("broker"_L1))
        row(u"broker"_s, brokerText(body->value("broker"_L1).toObject()));
    row(u"state"_s, u"%1 for %2"_s.arg(cellOf(status.value("state"_L1)),
                                       durationText(status.value("uptime_ms"_L1).toDouble())));
    for (const QJsonValue listener : status.value("listeners"_L1).toArray())
        row(u"listener"_s, cellOf(listener.isObject() ? listener["url"_L1] : listener));
    row(u"connections"_s, countText(status.value("connections"_L1)));
    row(u"rooms"_s, countText(status.value("rooms"_L1)));
    row(u"users"_s, countText(status.value("users"_L1)));
    row(u"queued"_s, sizeText(status.value("queued_bytes"_L1).toDouble()));
    row(u"in"_s, traffic("in"_L1));
    row(u"out"_s, traffic("out"_L1));
    for (const QJsonValue warning : status.value("config_warnings"_L1).toArray())
        row(u"warning"_s, visibleText(warning.toString(), PeerTextKind::Line));
    return CtlExit::Done;
}

} // namespace signalbox
