#include "app/ctl/nodescommand.h"

#include "app/ctl/listtables.h"
#include "app/ctl/output.h"
#include "app/ctl/quantities.h"
#include "core/base/visibletext.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

QString brokerText(const QJsonObject &broker)
{
    const bool isUp = broker.value("up"_L1).toBool();
    QString text = isUp ? u"up"_s : u"down"_s;
    const QDateTime since = QDateTime::fromString(broker.value("since"_L1).toString(), Qt::ISODateWithMs);
    if (since.isValid())
        text += u" for "_s +
                durationText(double(std::max<qint64>(since.msecsTo(QDateTime::currentDateTimeUtc()), 0)));
    if (isUp && broker.value("rtt_ms"_L1).isDouble())
        text += u", round trip "_s + durationText(broker.value("rtt_ms"_L1).toDouble());
    if (const QString reason = broker.value("reason"_L1).toString(); !reason.isEmpty())
        text += u": "_s + visibleText(reason, PeerTextKind::Line);
    return text;
}

CtlExit showNodes(const ApiClient &client, const CtlLine &line)
{
    const ApiAnswer answer = client.call({.target = "/nodes"});
    const std::variant<QJsonObject, Failure> body = objectOf(answer);
    if (const auto *failure = std::get_if<Failure>(&body))
        return sayFailure(*failure);
    const auto &cluster = std::get<QJsonObject>(body);
    const QJsonArray nodes = cluster.value("nodes"_L1).toArray();
    if (line.wantsJson()) {
        printBody(answer);
        return nodes.isEmpty() ? CtlExit::Nothing : CtlExit::Done;
    }
    if (nodes.isEmpty()) {
        say(u"no nodes: this server is in no cluster"_s);
        return CtlExit::Nothing;
    }
    using Kind = TableColumn::Kind;
    TextTable table({{.title = u"ID"_s, .kind = Kind::Number},
                     {.title = u"NODE"_s, .kind = Kind::Flexible},
                     {.title = u"VERSION"_s},
                     {.title = u"STATE"_s},
                     {.title = u"CONNECTIONS"_s, .kind = Kind::Number},
                     {.title = u"ROOMS"_s, .kind = Kind::Number},
                     {.title = u"USERS"_s, .kind = Kind::Number},
                     {.title = u"LAG"_s, .kind = Kind::Number},
                     {.title = u"THIS"_s}});
    for (const QJsonValue value : nodes) {
        const QJsonObject node = value.toObject();
        table.addRow({cellOf(node.value("id"_L1)), cellOf(node.value("name"_L1)),
                      cellOf(node.value("version"_L1)), cellOf(node.value("state"_L1)),
                      countText(node.value("connections"_L1)), countText(node.value("rooms"_L1)),
                      countText(node.value("users"_L1)), durationText(node.value("lag_ms"_L1).toDouble()),
                      node.value("this"_L1).toBool() ? u"this"_s : QString()});
    }
    writeOut(table.toText(outputWidth()));
    if (const QJsonObject broker = cluster.value("broker"_L1).toObject(); !broker.value("up"_L1).toBool())
        say(u"the broker is "_s + brokerText(broker));
    return CtlExit::Done;
}

} // namespace signalbox
