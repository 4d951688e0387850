#include "core/model/listorder.h"

#include <QHostAddress>

namespace signalbox {

namespace {

//! Returns the address and port of `ADDR:PORT` as a text whose order is that of the numbers; IPv4 is among the mapped
//! addresses of IPv6.
QString addressKey(const QHostAddress &address, QStringView text)
{
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const QByteArray hex = QByteArray(reinterpret_cast<const char *>(bytes.c), sizeof bytes.c).toHex();
    return QString::fromLatin1(hex) +
           text.sliced(text.lastIndexOf(u':') + 1).toString().rightJustified(5, u'0');
}

int compareKeys(const ListPosition &a, const ListPosition &b)
{
    if (const auto *number = std::get_if<qint64>(&a.key)) {
        const auto *other = std::get_if<qint64>(&b.key);
        return !other ? 0 : *number < *other ? -1 : *number > *other ? 1 : 0;
    }
    const auto *text = std::get_if<QString>(&a.key);
    const auto *other = std::get_if<QString>(&b.key);
    return text && other ? text->compare(*other, Qt::CaseInsensitive) : 0;
}

bool isByNumber(QueryKind kind)
{
    return kind == QueryKind::Number || kind == QueryKind::Count || kind == QueryKind::Bytes ||
           kind == QueryKind::Time;
}

} // namespace

ListSort defaultSort(QueryList list)
{
    switch (list) {
    case QueryList::Rooms:
        return {QueryField::Room};
    case QueryList::Users:
        return {QueryField::User};
    case QueryList::Audit:
        return {QueryField::Id, true};
    default:
        return {QueryField::Id};
    }
}

bool isSortable(QueryField field, QueryList list)
{
    for (const QueryFieldInfo &info : queryFields()) {
        if (info.field == field && info.isIn(list))
            return info.kind != QueryKind::Expression && info.kind != QueryKind::Json;
    }
    return false;
}

ListPosition ListOrder::positionOf(const QueryRow &row, quint64 id, const QString &name) const
{
    ListPosition position{{}, id, name};
    if (m_sort.field == QueryField::Id) {
        position.key = qint64(id);
        return position;
    }
    for (const QueryFieldInfo &info : queryFields()) {
        if (info.field != m_sort.field)
            continue;
        if (isByNumber(info.kind)) {
            if (const std::optional<qint64> number = row.number(info.field))
                position.key = *number;
            return position;
        }
        QueryRow::Texts texts;
        row.appendTexts(info.field, texts);
        if (!texts.isEmpty() && !texts.front().isEmpty())
            position.key = info.kind == QueryKind::Address ? addressKey(row.address(), texts.front())
                                                           : texts.front().toString();
        return position;
    }
    return position;
}

bool ListOrder::isBefore(const ListPosition &a, const ListPosition &b) const
{
    const bool hasKey = a.key.index() != 0;
    if (hasKey != (b.key.index() != 0))
        return hasKey;
    if (const int order = compareKeys(a, b); order != 0)
        return m_sort.isDescending ? order > 0 : order < 0;
    if (a.id != b.id)
        return a.id < b.id;
    return a.name < b.name;
}

} // namespace signalbox
