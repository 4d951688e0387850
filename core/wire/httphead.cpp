#include "core/wire/httphead.h"

#include <QList>

#include <algorithm>

namespace signalbox {

namespace {

bool isSameName(QByteArrayView left, QByteArrayView right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

} // namespace

std::vector<QByteArray> HttpHead::values(QByteArrayView name) const
{
    std::vector<QByteArray> found;
    for (const HttpHeader &header : headers) {
        if (isSameName(header.name, name))
            found.push_back(header.value);
    }
    return found;
}

std::optional<QByteArray> HttpHead::value(QByteArrayView name) const
{
    for (const HttpHeader &header : headers) {
        if (isSameName(header.name, name))
            return header.value;
    }
    return std::nullopt;
}

bool HttpHead::hasToken(QByteArrayView name, QByteArrayView token) const
{
    const std::vector<QByteArray> elements = splitList(values(name));
    return std::ranges::any_of(elements,
                               [&](const QByteArray &element) { return isSameName(element, token); });
}

std::vector<QByteArray> splitList(const std::vector<QByteArray> &values)
{
    std::vector<QByteArray> elements;
    for (const QByteArray &value : values) {
        const QList<QByteArray> pieces = value.split(',');
        for (const QByteArray &piece : pieces) {
            const QByteArray element = piece.trimmed();
            if (!element.isEmpty())
                elements.push_back(element);
        }
    }
    return elements;
}

QByteArray withoutControls(const QByteArray &text)
{
    QByteArray clean = text;
    clean.removeIf([](char character) { return quint8(character) < 0x20 || character == 0x7F; });
    return clean;
}

} // namespace signalbox
