// Patterns of room names match what the plain definition of `*` matches. The input is a list of lines: the name, then patterns.

#include "fuzz.h"

#include "core/policy/roompatterns.h"

#include <algorithm>
#include <vector>

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr qsizetype MostUnits = 512; // of a name or pattern: the reference takes the product of both

//! Whether \a pattern matches \a name, by a table of all their beginnings.
bool isReferenceMatch(QStringView pattern, QStringView name)
{
    std::vector<bool> matches(std::size_t(name.size()) + 1, false); // by the length of the beginning of name
    matches[0] = true;
    for (const QChar c : pattern) {
        std::vector<bool> next(matches.size(), false);
        for (std::size_t length = 0; length < matches.size(); ++length) {
            const bool longer =
                length > 0 && (c == u'*' ? bool(next[length - 1])
                                         : matches[length - 1] && name[qsizetype(length) - 1] == c);
            next[length] = longer || (c == u'*' && matches[length]);
        }
        matches = std::move(next);
    }
    return matches.back();
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QStringList lines = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size)).split(u'\n');
    for (QString &line : lines)
        line.truncate(MostUnits);
    const QString name = lines.takeFirst();
    bool expected = false;
    for (const QString &pattern : lines) {
        const bool isMatch = isReferenceMatch(pattern, name);
        require(RoomPatterns({pattern}).matches(name) == isMatch, "a pattern matches as its definition says");
        expected = expected || isMatch;
    }
    const RoomPatterns patterns(lines);
    require(patterns.matches(name) == expected, "one of them is enough");
    require(patterns.texts() == lines, "the texts are kept");
    return 0;
}
