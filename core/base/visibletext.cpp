#include "core/base/visibletext.h"

#include "core/base/unicode.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr char32_t MarkerBegin = 0x2039; // ‹
constexpr char32_t CombiningKeycap = 0x20E3;
constexpr char32_t CancelTag = 0xE007F;
constexpr char32_t IdeographicSpace = 0x3000;
constexpr char32_t ObjectReplacement = 0xFFFC; // QTextDocument shows an image in its place
constexpr int Virama = 9;                      // its canonical combining class

bool isPlain(QChar character)
{
    return character > u' ' && character < u'\x7f';
}

//! The format characters that have a shape (Prepended_Concatenation_Mark).
bool isVisibleFormat(char32_t character)
{
    return (character >= 0x0600 && character <= 0x0605) || character == 0x06DD || character == 0x070F ||
           character == 0x0890 || character == 0x0891 || character == 0x08E2 || character == 0x110BD ||
           character == 0x110CD;
}

bool joinsToTheNext(char32_t character)
{
    const QChar::JoiningType type = QChar::joiningType(character);
    return type == QChar::Joining_Dual || type == QChar::Joining_Left || type == QChar::Joining_Causing;
}

bool joinsToThePrevious(char32_t character)
{
    const QChar::JoiningType type = QChar::joiningType(character);
    return type == QChar::Joining_Dual || type == QChar::Joining_Right || type == QChar::Joining_Causing;
}

//! Makes a text visible, character by character.
class Writer
{
public:
    Writer(QStringView text, PeerTextKind kind)
        : m_text(text.toUcs4())
        , m_kind(kind)
    {
        m_out.reserve(text.size());
    }

    QString run()
    {
        while (m_pos < m_text.size()) {
            if (const qsizetype flag = flagLength(); flag > 0) {
                for (const qsizetype end = m_pos + flag; m_pos < end; ++m_pos)
                    append(at(m_pos));
                m_marks = 0;
                continue;
            }
            write(at(m_pos));
            ++m_pos;
        }
        return std::move(m_out);
    }

private:
    //! Returns the character at \a position, or 0 beyond the ends.
    char32_t at(qsizetype position) const
    {
        return position >= 0 && position < m_text.size() ? char32_t(m_text[position]) : 0;
    }
    char32_t before() const { return at(m_pos - 1); }
    char32_t after() const { return at(m_pos + 1); }

    void append(char32_t character) { m_out.append(QChar::fromUcs4(character)); }

    //! Returns the length of a flag of tags at the current position: England, Scotland or Wales. No font has
    //! others, so that they would look like a black flag.
    qsizetype flagLength() const
    {
        if (at(m_pos) != BlackFlag)
            return 0;
        for (const QLatin1StringView region : {"gbeng"_L1, "gbsct"_L1, "gbwls"_L1}) {
            qsizetype i = 0;
            while (i < region.size() && at(m_pos + 1 + i) == 0xE0000 + uint(region[i].unicode()))
                ++i;
            if (i == region.size() && at(m_pos + 1 + i) == CancelTag)
                return i + 2;
        }
        return 0;
    }

    void write(char32_t character)
    {
        const bool isLine = character == u'\n' || character == u'\t';
        if (isLine && m_kind == PeerTextKind::Block) {
            append(character);
        } else if (isLine && m_kind == PeerTextKind::Line) {
            append(character == u'\n' ? u'↵' : u'⇥');
        } else if (isShown(character)) {
            m_marks = QChar::isMark(character) ? m_marks + 1 : 0;
            append(character);
            return;
        } else {
            m_out.append(u"‹U+%1›"_s.arg(QString::number(uint(character), 16).toUpper(), 4, u'0'));
        }
        m_marks = MaxMarks; // a mark behind it would have nothing to be on
    }

    bool isShown(char32_t character) const
    {
        switch (QChar::category(character)) {
        case QChar::Other_Control:
        case QChar::Other_PrivateUse:
        case QChar::Other_Surrogate:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            return false;
        case QChar::Other_NotAssigned:
            return !QChar::isNonCharacter(character) && !isInvisible(character);
        case QChar::Other_Format:
            return isJoiner(character) ? isJoinerShown(character) : isVisibleFormat(character);
        case QChar::Separator_Space:
            return isSpaceShown(character);
        case QChar::Mark_NonSpacing:
        case QChar::Mark_SpacingCombining:
        case QChar::Mark_Enclosing:
            return isMarkShown(character);
        default:
            break;
        }
        const bool isLikeMarker = character == MarkerBegin && after() == 'U' && at(m_pos + 2) == '+';
        return !isInvisible(character) && character != ObjectReplacement && !isLikeMarker;
    }

    bool isSpaceShown(char32_t character) const
    {
        if (m_kind != PeerTextKind::Name)
            return true;
        const bool isInside =
            m_pos > 0 && m_pos + 1 < m_text.size() && !QChar::isSpace(before()) && !QChar::isSpace(after());
        return isInside && (character == u' ' || character == IdeographicSpace);
    }

    bool isMarkShown(char32_t character) const
    {
        if (character == 0xFE0E || character == 0xFE0F) {
            const bool isKeycap = after() == CombiningKeycap && (before() == '#' || before() == '*' ||
                                                                 (before() >= '0' && before() <= '9'));
            return isKeycap || (isEmoji(before()) && !isEmojiModifier(before()));
        }
        return !isInvisible(character) && m_pos > 0 && m_marks < MaxMarks;
    }

    //! Returns whether a ZWJ or ZWNJ changes how the text looks (as in RFC 5892 appendix A).
    bool isJoinerShown(char32_t character) const
    {
        if (isViramaOfIndic(before()) || (isViramaOfIndic(after()) && QChar::isLetter(before())))
            return QChar::isLetter(after()) || QChar::isMark(after());
        if (character == ZeroWidthJoiner)
            return isEmojiEnd() && isEmoji(after());
        qsizetype left = m_pos - 1;
        while (QChar::joiningType(at(left)) == QChar::Joining_Transparent)
            --left;
        qsizetype right = m_pos + 1;
        while (QChar::joiningType(at(right)) == QChar::Joining_Transparent)
            ++right;
        return joinsToTheNext(at(left)) && joinsToThePrevious(at(right));
    }

    static bool isViramaOfIndic(char32_t character) { return QChar::combiningClass(character) == Virama; }

    //! Returns whether the character in front can be the last one of an emoji.
    bool isEmojiEnd() const
    {
        const char32_t end = before();
        return isEmoji(end) || (end == 0xFE0F && isEmoji(at(m_pos - 2)));
    }

    QList<uint> m_text;
    PeerTextKind m_kind;
    qsizetype m_pos = 0;
    int m_marks = 0; //!< in a row, on the last character
    QString m_out;
};

} // namespace

QString visibleText(const QString &text, PeerTextKind kind)
{
    return std::ranges::all_of(text, isPlain) ? text : Writer(text, kind).run();
}

QString verbatimText(const QString &visible)
{
    if (!visible.contains(QChar(MarkerBegin)))
        return visible;
    static const QRegularExpression Marker(u"‹U\\+([0-9A-F]{4,6})›"_s);
    QString text;
    qsizetype end = 0;
    for (auto it = Marker.globalMatch(visible); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const uint character = match.capturedView(1).toUInt(nullptr, 16);
        if (character > QChar::LastValidCodePoint)
            continue;
        text.append(QStringView(visible).sliced(end, match.capturedStart() - end));
        text.append(QChar::fromUcs4(character));
        end = match.capturedEnd();
    }
    return text.append(QStringView(visible).sliced(end));
}

} // namespace signalbox
