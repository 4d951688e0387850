#include "core/cluster/accesschange.h"

#include "core/cluster/nodemessage.h"

#include <QList>

#include <array>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 Never = -1;

QByteArray toStored(WallTime time)
{
    return QByteArray::number(qint64(time.time_since_epoch().count()));
}

WallTime fromStored(qint64 time)
{
    return WallTime(Milliseconds(time));
}

//! The three numbers at the beginning of each value.
struct Head
{
    quint64 id = 0;
    qint64 created = 0;
    qint64 ends = 0;
    QByteArrayView rest;
};

std::optional<Head> headOf(QByteArrayView value)
{
    Head head;
    std::array<QByteArrayView, 3> words;
    for (QByteArrayView &word : words) {
        const qsizetype space = value.indexOf(' ');
        word = space < 0 ? value : value.first(space);
        value = space < 0 ? QByteArrayView() : value.sliced(space + 1);
    }
    std::array<bool, 3> isNumber{};
    head.id = words[0].toByteArray().toULongLong(isNumber.data());
    head.created = words[1].toByteArray().toLongLong(&isNumber[1]);
    head.ends = words[2].toByteArray().toLongLong(&isNumber[2]);
    head.rest = value;
    return isNumber[0] && isNumber[1] && isNumber[2] ? std::optional(head) : std::nullopt;
}

QByteArray headText(quint64 id, WallTime created, const std::optional<WallTime> &ends)
{
    return QByteArray::number(id) + ' ' + toStored(created) + ' ' +
           (ends ? toStored(*ends) : QByteArray::number(Never));
}

//! `KIND VALUE`
std::pair<QString, QString> fieldParts(QByteArrayView field)
{
    const qsizetype space = field.indexOf(' ');
    if (space < 0)
        return {};
    return {QString::fromUtf8(field.first(space)), QString::fromUtf8(field.sliced(space + 1))};
}

std::optional<Ban> banAbout(QByteArrayView field)
{
    const auto [name, value] = fieldParts(field);
    const std::optional<BanKind> kind = banKindOf(name);
    if (!kind)
        return {};
    const Result<QString> checked = banValue(*kind, value);
    if (!checked || *checked != value)
        return {};
    return Ban{.kind = *kind, .value = value};
}

std::optional<Revocation> revocationAbout(QByteArrayView field)
{
    const auto [name, value] = fieldParts(field);
    for (int i = 0; i < RevocationKindCount; ++i) {
        const auto kind = RevocationKind(i);
        if (name != QLatin1StringView(revocationKindName(kind)))
            continue;
        const Result<QString> checked = revocationValue(kind, value);
        if (checked && *checked == value)
            return Revocation{.kind = kind, .value = value};
    }
    return {};
}

const char *nameOf(AccessOperation::Kind kind)
{
    constexpr std::array Names{"add", "put", "set", "drop", "revoke", "forget"};
    return Names[std::size_t(kind)];
}

std::optional<AccessOrigin> originFrom(QByteArrayView bytes)
{
    const auto fields = parseNetstrings(bytes);
    if (!fields || (fields->size() != 2 && fields->size() != 5))
        return {};
    AccessOrigin origin{.node = (*fields)[0].toULongLong(), .name = QString::fromUtf8((*fields)[1])};
    if (fields->size() == 2)
        return origin;
    const int kind = (*fields)[2].toInt();
    if (kind < 0 || kind > int(Actor::Kind::Embedder))
        return {};
    origin.actor = Actor{Actor::Kind(kind), QString::fromUtf8((*fields)[3]), QString::fromUtf8((*fields)[4])};
    return origin;
}

std::optional<AccessChange> changeFrom(QByteArrayView what, QByteArrayView field, QByteArrayView value)
{
    std::optional<std::variant<Ban, Revocation>> entry;
    if (what == "-ban") {
        if (std::optional<Ban> ban = banAbout(field))
            entry = *std::move(ban);
    } else if (what == "+ban") {
        if (std::optional<Ban> ban = parseBan(field, value))
            entry = *std::move(ban);
    } else if (what == "-revocation") {
        if (std::optional<Revocation> revocation = revocationAbout(field))
            entry = *std::move(revocation);
    } else if (what == "+revocation") {
        if (std::optional<Revocation> revocation = parseRevocation(field, value))
            entry = *std::move(revocation);
    }
    if (!entry)
        return {};
    return AccessChange{what.front() == '-', *std::move(entry)};
}

} // namespace

QByteArray accessField(const Ban &ban)
{
    return QByteArray(banKindName(ban.kind)) + ' ' + ban.value.toUtf8();
}

QByteArray accessField(const Revocation &revocation)
{
    return QByteArray(revocationKindName(revocation.kind)) + ' ' + revocation.value.toUtf8();
}

QByteArray encodeEntry(const Ban &ban)
{
    QByteArray bytes = headText(ban.id.value(), ban.created, ban.expires) + ' ';
    appendNetstring(bytes, ban.by.toUtf8());
    appendNetstring(bytes, ban.reason.toUtf8());
    return bytes;
}

QByteArray encodeEntry(const Revocation &revocation)
{
    return headText(0, revocation.created, revocation.until);
}

void appendOperation(std::vector<QByteArray> &arguments, const AccessOperation &operation)
{
    arguments.emplace_back(nameOf(operation.kind));
    if (const auto *revocation = std::get_if<Revocation>(&operation.entry)) {
        arguments.push_back(accessField(*revocation));
        arguments.push_back(encodeEntry(*revocation));
        return;
    }
    const Ban &ban = std::get<Ban>(operation.entry);
    arguments.push_back(accessField(ban));
    if (operation.kind == AccessOperation::Kind::Drop)
        arguments.push_back(
            headText(ban.id.value(), ban.created, operation.hasEnded ? ban.expires : std::nullopt));
    else
        arguments.push_back(encodeEntry(ban));
}

QByteArray encodeOrigin(const AccessOrigin &origin)
{
    QByteArray bytes;
    appendNetstring(bytes, QByteArray::number(origin.node));
    appendNetstring(bytes, origin.name.toUtf8());
    if (origin.actor) {
        appendNetstring(bytes, QByteArray::number(int(origin.actor->kind)));
        appendNetstring(bytes, origin.actor->name.toUtf8());
        appendNetstring(bytes, origin.actor->from.toUtf8());
    }
    return bytes;
}

std::optional<Ban> parseBan(QByteArrayView field, QByteArrayView value)
{
    std::optional<Ban> ban = banAbout(field);
    const std::optional<Head> head = headOf(value);
    const auto texts = head ? parseNetstrings(head->rest) : std::nullopt;
    if (!ban || !texts || texts->size() != 2 || head->id == 0 || head->id > lastIdOf(MaxNode).value() ||
        head->ends < Never)
        return {};
    ban->id = BanId(head->id);
    ban->created = fromStored(head->created);
    if (head->ends != Never)
        ban->expires = fromStored(head->ends);
    ban->by = QString::fromUtf8((*texts)[0]);
    ban->reason = QString::fromUtf8((*texts)[1]);
    return isBanReason(ban->reason) ? ban : std::nullopt;
}

std::optional<Revocation> parseRevocation(QByteArrayView field, QByteArrayView value)
{
    std::optional<Revocation> revocation = revocationAbout(field);
    const std::optional<Head> head = headOf(value);
    if (!revocation || !head || !head->rest.isEmpty())
        return {};
    revocation->created = fromStored(head->created);
    revocation->until = fromStored(head->ends);
    return revocation;
}

std::optional<AccessChanges> parseAccessChanges(QByteArrayView bytes)
{
    const auto fields = parseNetstrings(bytes);
    if (!fields || fields->size() < 3 || fields->size() % 3 != 0)
        return {};
    bool isNumber = false;
    AccessChanges changes{.epoch = (*fields)[0], .version = (*fields)[1].toULongLong(&isNumber)};
    std::optional<AccessOrigin> origin = originFrom((*fields)[2]);
    if (changes.epoch.isEmpty() || !isNumber || !origin)
        return {};
    changes.origin = *std::move(origin);
    for (std::size_t i = 3; i < fields->size(); i += 3) {
        if (std::optional<AccessChange> change = changeFrom((*fields)[i], (*fields)[i + 1], (*fields)[i + 2]))
            changes.changes.push_back(*std::move(change));
    }
    return changes;
}

} // namespace signalbox
