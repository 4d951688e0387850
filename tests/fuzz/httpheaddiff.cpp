// HttpHeadReader gives the verdicts that the reader with http-parser gave before, whatever the segmentation:
// NeedMore, the same head, or an error of the same status and text. README.md lists the exceptions.

#include "fuzz.h"
#include "oldheadreader.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qint64 MaxBytes[] = {0, 16, 200, 1000, 16384};
constexpr int MaxHeaders[] = {0, 1, 5, 100};

template <typename Reader>
struct Reading
{
    explicit Reading(HttpHeadLimits limits)
        : reader(limits)
    {
    }

    void take(QByteArrayView piece)
    {
        if (!std::holds_alternative<HttpHeadReader::NeedMore>(outcome))
            return;
        const QByteArray bytes = piece.toByteArray(); // exactly as long as the piece, for AddressSanitizer
        qsizetype taken = 0;
        outcome = reader.feed(bytes, taken);
        consumed += taken;
    }

    QByteArray text() const
    {
        QByteArray all = QByteArray::number(consumed);
        if (const auto *error = std::get_if<HttpHeadError>(&outcome))
            return QByteArray::number(error->status) + ' ' + error->detail;
        if (const auto *head = std::get_if<HttpHead>(&outcome)) {
            all += '\n' + head->method + '\n' + head->target + (head->hasBody ? " body " : " none ") +
                   QByteArray::number(head->versionMajor) + '.' + QByteArray::number(head->versionMinor);
            for (const HttpHeader &header : head->headers)
                all += '\n' + header.name + ':' + header.value;
        }
        return all;
    }

    Reader reader;
    HttpHeadReader::Outcome outcome;
    qsizetype consumed = 0;
};

template <typename Reader>
QByteArray read(HttpHeadLimits limits, QByteArrayView bytes, std::array<uint8_t, 2> pieces)
{
    Reading<Reader> reading(limits);
    inPieces(bytes, pieces, [&](QByteArrayView piece) { reading.take(piece); });
    return reading.text();
}

template <typename Reader>
QByteArray readWhole(HttpHeadLimits limits, QByteArrayView bytes)
{
    Reading<Reader> reading(limits);
    reading.take(bytes);
    return reading.text();
}

constexpr const char InvalidLength[] = "400 invalid character in content-length header";
constexpr const char UnexpectedLength[] = "400 unexpected content-length header";

//! Exception 3 of README.md.
bool isSameVerdict(const QByteArray &old, const QByteArray &now)
{
    return old == now || (old == UnexpectedLength && now == InvalidLength);
}

//! Exceptions 1 and 2 of README.md: without them both readers agree.
bool isListedDifference(HttpHeadLimits limits, const QByteArray &old, QByteArrayView bytes)
{
    if (old != InvalidLength && old != UnexpectedLength)
        return false;
    QByteArray without = bytes.toByteArray().replace('\t', ' ');
    const QByteArray name = "transfer-encoding";
    const QByteArray lower = without.toLower();
    for (qsizetype at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
        if (at + name.size() < lower.size() && lower[at + name.size()] != ':')
            without[at] = 'x';
    }
    return isSameVerdict(readWhole<old::OldHeadReader>(limits, without),
                         readWhole<HttpHeadReader>(limits, without));
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<4> input(data, size);
    const auto &[maxBytes, maxHeaders, piece1, piece2] = input.settings;
    const HttpHeadLimits limits{MaxBytes[maxBytes % std::size(MaxBytes)],
                                MaxHeaders[maxHeaders % std::size(MaxHeaders)]};
    const QByteArray old = readWhole<old::OldHeadReader>(limits, input.rest);
    const QByteArray now = readWhole<HttpHeadReader>(limits, input.rest);
    if (!isSameVerdict(old, now) && !isListedDifference(limits, old, input.rest)) {
        std::fprintf(stderr, "http-parser: %s\nours: %s\n", old.constData(), now.constData());
        require(false, "both readers agree");
    }
    require(read<old::OldHeadReader>(limits, input.rest, {piece1, piece2}) == old,
            "the old one, in segments");
    require(read<HttpHeadReader>(limits, input.rest, {piece1, piece2}) == now, "in segments");
    require(read<HttpHeadReader>(limits, input.rest, {1, 1}) == now, "byte by byte");
    return 0;
}
