#include "app/ctl/displaywidth.h"

#include "core/base/unicode.h"

#include <QList>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

// East_Asian_Width W and F (Unicode 14), unassigned characters between two of them included.
constexpr std::array Wide = std::to_array<Range>({
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4C6},   {0xA960, 0xA97C},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAD9},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x1B2FB}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5},
    {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC},
    {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAF6},
    {0x20000, 0x3FFFD},
});

bool isWide(char32_t character)
{
    const auto found = std::ranges::lower_bound(Wide, character, {}, &Range::last);
    return found != Wide.end() && found->first <= character;
}

bool isZeroWidth(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Control:
    case QChar::Other_Format:
        return true;
    default:
        return character >= 0x1160 && character <= 0x11FF; // vowels and finals, drawn into the syllable
    }
}

bool isRegionalIndicator(char32_t character)
{
    return character >= 0x1F1E6 && character <= 0x1F1FF;
}

//! Adds up the width of a text, character by character.
class WidthCounter
{
public:
    //! Returns by how much \a character makes the text wider.
    int add(char32_t character)
    {
        const int added = widthOf(character);
        m_previous = character;
        m_width += added;
        return added;
    }
    int width() const { return m_width; }

private:
    static constexpr char32_t EmojiStyle = 0xFE0F; // the selector that makes a character an emoji

    int widthOf(char32_t character)
    {
        if (character == EmojiStyle) { // ❤ alone takes one cell, as an emoji two
            const int added = m_clusterWidth == 1 ? 1 : 0;
            m_clusterWidth += added;
            return added;
        }
        const bool continues = m_previous == ZeroWidthJoiner && isEmoji(character);
        const bool endsFlag = isRegionalIndicator(character) && m_isFlagOpen;
        if (isZeroWidth(character) || continues || (isEmojiModifier(character) && isEmoji(m_previous)))
            return 0;
        m_isFlagOpen = isRegionalIndicator(character) && !endsFlag;
        m_clusterWidth = isWide(character) ? 2 : 1;
        return m_clusterWidth;
    }

    int m_width = 0;
    int m_clusterWidth = 0; // of the character that selectors and joiners belong to
    char32_t m_previous = 0;
    bool m_isFlagOpen = false; // after the first of two regional indicators, which take a cell each
};

} // namespace

int displayWidth(QStringView text)
{
    WidthCounter counter;
    for (const uint character : text.toUcs4())
        counter.add(character);
    return counter.width();
}

QString cutToWidth(const QString &text, int cells)
{
    if (displayWidth(text) <= cells)
        return text;
    QString cut;
    WidthCounter counter;
    for (const uint character : text.toUcs4()) {
        counter.add(character);
        if (counter.width() > cells - 1) // the last cell is for the mark
            break;
        cut += QChar::fromUcs4(character);
    }
    return cells > 0 ? cut + u'…' : QString();
}

QString leftAligned(const QString &text, int cells)
{
    const QString cut = cutToWidth(text, cells);
    return cut + QString(std::max(0, cells - displayWidth(cut)), u' ');
}

QString rightAligned(const QString &text, int cells)
{
    const QString cut = cutToWidth(text, cells);
    return QString(std::max(0, cells - displayWidth(cut)), u' ') + cut;
}

} // namespace signalbox
