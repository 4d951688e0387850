// An accepted request target gives the same path and query when it is encoded again, and its decoded parts
// are UTF-8.

#include "fuzz.h"
#include "utf8reference.h"

#include "core/wire/hostfield.h"
#include "core/wire/requesttarget.h"

#include <QList>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

void checkPercentDecoding(QByteArrayView text)
{
    const Result<QString> decoded = percentDecode(text);
    if (!text.contains('%'))
        require(bool(decoded) == isReferenceUtf8(text), "without % exactly UTF-8 is accepted");
    if (!decoded)
        return;
    require(decoded->toUtf8() == QByteArray::fromPercentEncoding(text.toByteArray()), "Qt decodes the same");
    const Result<QString> again = percentDecode(decoded->toUtf8().toPercentEncoding());
    require(again && *again == *decoded, "decoding after encoding gives the same");
}

QByteArray encode(const RequestTarget &target)
{
    const QByteArray path = target.path.toUtf8().toPercentEncoding("/");
    return target.rawQuery.isEmpty() ? path : path + '?' + target.rawQuery;
}

//! For each ASCII name there is a value, or an error because the value is not UTF-8.
void checkQuery(const RequestTarget &target)
{
    const QList<QByteArray> fields = target.rawQuery.split('&');
    for (const QByteArray &field : fields) {
        const auto name =
            percentDecode(field.first(std::max(field.indexOf('='), qsizetype(0))).replace('+', ' '));
        const QByteArray ascii = name ? name->toLatin1() : QByteArray();
        if (ascii.isEmpty() || *name != QLatin1StringView(ascii) || !isReferenceUtf8(ascii))
            continue;
        const Result<std::optional<QString>> value = target.queryValue(ascii);
        require(!value || value->has_value(), "each value is found by its name");
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    checkPercentDecoding(text);

    const Result<RequestTarget> target = parseRequestTarget(text);
    if (!target)
        return 0;
    require(target->rawPath.startsWith('/') && target->path.startsWith(u'/'), "a path is absolute");
    require(!target->rawPath.contains('?') && !target->rawPath.contains('#'), "a path ends at its query");
    const Result<QString> path = percentDecode(target->rawPath);
    require(path && *path == target->path, "a path is decoded once");
    require(target->authority.isEmpty() || isHost(target->authority), "an authority is a host");
    checkQuery(*target);

    const QByteArray encoded = encode(*target);
    for (const QByteArray &form : {encoded, "ws://host.example:1" + encoded}) {
        const Result<RequestTarget> again = parseRequestTarget(form);
        require(again && again->path == target->path && again->rawQuery == target->rawQuery,
                "encoded again, it has the same meaning");
    }
    return 0;
}
