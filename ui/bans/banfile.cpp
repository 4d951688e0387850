#include "ui/bans/banfile.h"

#include "core/base/visibletext.h"
#include "ui/bans/bantext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <optional>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

//! RFC 3339, which has an offset from UTC.
std::optional<WallTime> parseTime(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || time.timeSpec() == Qt::LocalTime)
        return std::nullopt;
    return WallTime(Milliseconds(time.toMSecsSinceEpoch()));
}

} // namespace

Result<BanFile::Content> BanFile::parse(const QByteArray &json, WallTime now)
{
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
    if (fault.error != QJsonParseError::NoError) {
        const qsizetype line = json.first(std::min<qsizetype>(fault.offset, json.size())).count('\n') + 1;
        return invalid(tr("Line %1 is not valid JSON: %2").arg(QString::number(line), fault.errorString()));
    }
    const QJsonValue list =
        document.isArray() ? QJsonValue(document.array()) : document.object().value("bans"_L1);
    if (!list.isArray())
        return invalid(tr("There is no list “bans” in the file"));
    const QJsonArray entries = list.toArray();
    if (entries.size() > MaxEntries)
        return invalid(tr("The file has more than %L1 bans").arg(MaxEntries));
    Content content;
    QSet<std::pair<int, QString>> known;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const Result<Ban> ban = entries[i].isObject() ? parseEntry(entries[i].toObject())
                                                      : Result<Ban>(invalid(tr("it has to be an object")));
        if (!ban)
            return invalid(tr("Entry %1: %2").arg(QString::number(i + 1), ban.error().text));
        const std::pair key(int(ban->kind), ban->value);
        if (known.contains(key))
            return invalid(tr("Entry %1: %2 is in the file twice")
                               .arg(QString::number(i + 1), BanText::inSentence(*ban)));
        known.insert(key);
        if (ban->expires && *ban->expires <= now)
            ++content.expired;
        else
            content.bans.push_back(*ban);
    }
    return content;
}

Result<Ban> BanFile::parseEntry(const QJsonObject &entry)
{
    Ban ban;
    const std::optional<BanKind> kind = banKindOf(entry.value("kind"_L1).toString());
    if (!kind)
        return invalid(tr("“kind” has to be user, address or origin"));
    ban.kind = *kind;
    if (!entry.value("value"_L1).isString())
        return invalid(tr("“value” has to be a text"));
    const Result<QString> value = BanText::checkedValue(ban.kind, entry.value("value"_L1).toString());
    if (!value)
        return value.error();
    ban.value = *value;
    const QJsonValue reason = entry.value("reason"_L1);
    if (!reason.isUndefined() && !reason.isString())
        return invalid(tr("“reason” has to be a text"));
    ban.reason = reason.toString();
    if (const std::optional<QString> wrong = BanText::faultOfReason(ban.reason))
        return invalid(*wrong);
    const QJsonValue expires = entry.value("expires"_L1);
    if (expires.isUndefined() || expires.isNull())
        return ban;
    ban.expires = parseTime(expires.toString());
    if (!ban.expires)
        return invalid(tr("“expires” has to be a time such as 2027-01-31T12:00:00Z"));
    return ban;
}

QByteArray BanFile::toJson(const std::vector<Ban> &bans)
{
    QJsonArray entries;
    for (const Ban &ban : bans) {
        QJsonObject entry{{u"kind"_s, QLatin1StringView(banKindName(ban.kind))},
                          {u"value"_s, ban.value},
                          {u"reason"_s, ban.reason},
                          {u"by"_s, ban.by},
                          {u"created"_s, toRfc3339(ban.created)},
                          {u"hits"_s, qint64(ban.hits)}};
        if (ban.expires)
            entry.insert(u"expires"_s, toRfc3339(*ban.expires));
        entries.append(entry);
    }
    return QJsonDocument(QJsonObject{{u"bans"_s, entries}}).toJson();
}

} // namespace signalbox
