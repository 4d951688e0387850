#include "core/model/listrequest.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype FingerprintBytes = 8;
constexpr qsizetype MaxCursor = 16 * 1024; // characters; a name of 512 bytes takes about 1,400

QStringList sortableNames(QueryList list)
{
    QStringList names;
    for (const QueryFieldInfo &info : queryFields()) {
        if (isSortable(info.field, list))
            names += info.name;
    }
    return names;
}

std::variant<ListSort, ListFault> parseSort(QueryList list, const QString &text)
{
    if (text.isEmpty())
        return defaultSort(list);
    const bool isDescending = text.startsWith(u'-');
    const QStringView name = QStringView(text).sliced(isDescending ? 1 : 0);
    const QueryFieldInfo *info = findQueryField(name, list);
    if (info && isSortable(info->field, list))
        return ListSort{info->field, isDescending};
    return ListFault{
        ListFault::Kind::BadValue, "sort",
        u"“%1” is no field to sort by here; there are %2, each with - before it for descending"_s.arg(
            name.left(100), sortableNames(list).join(u' '))};
}

QByteArray fingerprintOf(QueryList list, const QString &filter, const ListSort &sort)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << quint8(list) << quint8(sort.field) << sort.isDescending << filter;
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).first(FingerprintBytes);
}

} // namespace

std::variant<Query, ListFault> ListRequest::parseFilter(QueryList list, QStringView text)
{
    ParsedQuery parsed = Query::parse(text, list);
    if (parsed.isValid())
        return std::move(parsed.query);
    const QueryError &error = parsed.errors.front();
    const QStringView term = text.mid(error.span.position, error.span.length);
    QString detail = error.text();
    // Most texts begin with the term; the others need the place.
    if (!detail.contains(term.left(100)))
        detail = u"“%1”: %2"_s.arg(term.left(100), detail);
    detail += u" (at character %1)"_s.arg(text.first(error.span.position).toUcs4().size() + 1);
    return ListFault{ListFault::Kind::BadValue, "filter", detail};
}

ListRequest::Parsed ListRequest::parse(QueryList list, const ListParameters &parameters)
{
    ListRequest request{.list = list};
    auto filter = parseFilter(list, parameters.filter);
    if (const auto *fault = std::get_if<ListFault>(&filter))
        return *fault;
    request.filter = std::get<Query>(std::move(filter));
    const auto sort = parseSort(list, parameters.sort);
    if (const auto *fault = std::get_if<ListFault>(&sort))
        return *fault;
    request.sort = std::get<ListSort>(sort);
    if (const qint64 limit = parameters.limit.value_or(DefaultLimit); limit >= 1 && limit <= qint64(MaxLimit))
        request.limit = std::size_t(limit);
    else
        return ListFault{ListFault::Kind::BadValue, "limit",
                         u"“%1”: a whole number from 1 to %2 belongs here"_s.arg(QString::number(limit),
                                                                                 QString::number(MaxLimit))};
    request.fingerprint = fingerprintOf(list, parameters.filter, request.sort);
    if (!parameters.after.isEmpty()) {
        request.after = request.positionOf(parameters.after);
        if (!request.after)
            return ListFault{ListFault::Kind::BadCursor, "after",
                             u"this is not the “next” of a page with the same filter and sort"_s};
    }
    return request;
}

// The cursor holds all that is needed, so that the server remembers nothing for a client. One that was made up is only a
// place in the order.
QString ListRequest::cursorBehind(const ListPosition &position) const
{
    QByteArray bytes = fingerprint;
    QDataStream stream(&bytes, QIODevice::WriteOnly | QIODevice::Append);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << quint8(position.key.index());
    if (const auto *number = std::get_if<qint64>(&position.key))
        stream << *number;
    else if (const auto *text = std::get_if<QString>(&position.key))
        stream << text->toUtf8();
    stream << position.id << position.name.toUtf8();
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

std::optional<ListPosition> ListRequest::positionOf(const QString &cursor) const
{
    if (cursor.size() > MaxCursor)
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(
        cursor.toUtf8(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || !decoded.decoded.startsWith(fingerprint))
        return std::nullopt;
    QDataStream stream(decoded.decoded.sliced(fingerprint.size()));
    stream.setVersion(QDataStream::Qt_6_4);
    ListPosition position;
    quint8 kind = 0;
    stream >> kind;
    QByteArray text;
    if (kind == 1) {
        qint64 number = 0;
        stream >> number;
        position.key = number;
    } else if (kind == 2) {
        stream >> text;
        position.key = QString::fromUtf8(text);
    } else if (kind != 0) {
        return std::nullopt;
    }
    QByteArray name;
    stream >> position.id >> name;
    position.name = QString::fromUtf8(name);
    if (stream.status() != QDataStream::Ok || !stream.atEnd())
        return std::nullopt;
    return position;
}

} // namespace signalbox
