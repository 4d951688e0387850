#include "core/model/regexpattern.h"

#include <QList>
#include <QVarLengthArray>

#include <re2/re2.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

re2::StringPiece pieceOf(QByteArrayView bytes)
{
    return {bytes.data(), std::size_t(bytes.size())};
}

RE2::Options optionsFor(qint64 maxMemory)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(maxMemory);
    options.set_never_capture(true);
    return options;
}

bool isFound(const RE2 &compiled, re2::StringPiece text)
{
    return compiled.Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

//! Counts the UTF-16 units of bytes that it is given one after the other.
class UnitCounter
{
public:
    explicit UnitCounter(QByteArrayView utf8)
        : m_utf8(utf8)
    {
    }

    //! \a byte must not be before that of the previous call.
    qsizetype unitsBefore(qsizetype byte)
    {
        for (; m_byte < byte; ++m_byte) {
            const auto c = quint8(m_utf8[m_byte]);
            if (c >= 0xF0)
                m_units += 2; // a surrogate pair
            else if (c < 0x80 || c >= 0xC0)
                ++m_units;
        }
        return m_units;
    }

private:
    QByteArrayView m_utf8;
    qsizetype m_byte = 0;
    qsizetype m_units = 0;
};

} // namespace

std::variant<RegexPattern, RegexPattern::Fault> RegexPattern::compile(const QString &expression)
{
    const TextSpan whole{0, expression.size()};
    if (expression.toUcs4().size() > MaxCharacters)
        return Fault{u"an expression has at most %1 characters"_s.arg(MaxCharacters), whole};
    const QByteArray utf8 = expression.toUtf8();
    auto compiled = std::make_shared<const RE2>(pieceOf(utf8), optionsFor(MaxMemory));
    if (compiled->ok()) {
        if (std::max(compiled->ProgramSize(), compiled->ReverseProgramSize()) > MaxProgram)
            return Fault{u"this expression is too complex"_s, whole};
        return RegexPattern(std::move(compiled));
    }
    // RE2 names the part that is wrong, but not its place.
    const QString part = QString::fromStdString(compiled->error_arg());
    const qsizetype at = part.isEmpty() ? -1 : expression.lastIndexOf(part);
    return Fault{QString::fromStdString(compiled->error()), at < 0 ? whole : TextSpan{at, part.size()}};
}

RegexPattern RegexPattern::anyCase(const QString &text)
{
    RE2::Options options = optionsFor(RE2::Options::kDefaultMaxMem);
    options.set_literal(true);
    options.set_case_sensitive(false);
    return RegexPattern(std::make_shared<const RE2>(pieceOf(text.toUtf8()), options));
}

bool RegexPattern::isFoundIn(QStringView text) const
{
    // Most texts are short and ASCII.
    QVarLengthArray<char, 256> ascii;
    for (const QChar c : text) {
        if (c.unicode() >= 0x80)
            return isFoundIn(text.toUtf8());
        ascii.append(char(c.unicode()));
    }
    return isFound(*m_compiled, {ascii.data(), std::size_t(ascii.size())});
}

bool RegexPattern::isFoundIn(QByteArrayView text) const
{
    return isFound(*m_compiled, pieceOf(text));
}

std::vector<TextSpan> RegexPattern::spansIn(QStringView text, std::size_t most) const
{
    const QByteArray utf8 = text.toUtf8();
    const re2::StringPiece piece = pieceOf(utf8);
    UnitCounter counter(utf8);
    std::vector<TextSpan> spans;
    std::size_t from = 0;
    re2::StringPiece match;
    while (spans.size() < most && from < piece.size() &&
           m_compiled->Match(piece, from, piece.size(), RE2::UNANCHORED, &match, 1)) {
        const auto begin = std::size_t(match.data() - piece.data());
        if (match.empty()) {
            from = begin + 1;
            while (from < piece.size() && (quint8(piece[from]) & 0xC0) == 0x80)
                ++from; // to the next character
            continue;
        }
        from = begin + match.size();
        const qsizetype position = counter.unitsBefore(qsizetype(begin));
        spans.push_back({position, counter.unitsBefore(qsizetype(from)) - position});
    }
    return spans;
}

bool operator==(const RegexPattern &a, const RegexPattern &b)
{
    return a.m_compiled == b.m_compiled ||
           (a.m_compiled->pattern() == b.m_compiled->pattern() &&
            a.m_compiled->options().literal() == b.m_compiled->options().literal());
}

} // namespace signalbox
