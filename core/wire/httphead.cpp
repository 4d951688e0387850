#include "core/wire/httphead.h"

#include <algorithm>

namespace signalbox {

namespace {

bool isSameName(QByteArrayView left, QByteArrayView right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

//! Removes the element in front of \a rest, and the comma behind it. Returns it without white space around it.
QByteArrayView takeElement(QByteArrayView &rest)
{
    const qsizetype comma = rest.indexOf(',');
    const QByteArrayView element = comma < 0 ? rest : rest.first(comma);
    rest = comma < 0 ? QByteArrayView() : rest.sliced(comma + 1);
    return element.trimmed();
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
    return std::ranges::any_of(headers, [&](const HttpHeader &header) {
        if (!isSameName(header.name, name))
            return false;
        QByteArrayView rest = header.value;
        while (!rest.isEmpty()) {
            if (isSameName(takeElement(rest), token))
                return true;
        }
        return false;
    });
}

std::vector<QByteArray> splitList(const std::vector<QByteArray> &values, std::size_t most)
{
    std::vector<QByteArray> elements;
    for (const QByteArray &value : values) {
        QByteArrayView rest = value;
        while (!rest.isEmpty() && elements.size() < most) {
            const QByteArrayView element = takeElement(rest);
            if (!element.isEmpty())
                elements.push_back(element.toByteArray());
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
