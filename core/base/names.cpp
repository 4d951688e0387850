#include "core/base/names.h"

#include "core/base/unicode.h"

#include <QList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Returns whether a name may contain \a character behind \a before, which is 0 at the beginning.
//! \a isInFlag tells whether only tags are between \a character and a black flag.
bool isAllowed(char32_t character, char32_t before, bool isInFlag)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_PrivateUse:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    case QChar::Other_NotAssigned:
        return !QChar::isNonCharacter(character);
    case QChar::Other_Format:
        if (isTag(character))
            return isInFlag;
        if (!isJoiner(character))
            return false;
        return QChar::isLetter(before) || QChar::isMark(before) || isEmoji(before) ||
               (before != 0 && QChar::category(before) == QChar::Other_NotAssigned);
    default:
        return true;
    }
}

bool isValidName(QStringView name, qsizetype maxCharacters)
{
    if (name.isEmpty() || name.size() > 2 * maxCharacters || !name.isValidUtf16())
        return false;
    const QList<uint> characters = name.toUcs4();
    if (characters.size() > maxCharacters || std::ranges::all_of(characters, isInvisible))
        return false;
    char32_t before = 0;
    bool isInFlag = false;
    for (const char32_t character : characters) {
        if (!isAllowed(character, before, isInFlag))
            return false;
        isInFlag = character == BlackFlag || (isInFlag && isTag(character));
        before = character;
    }
    return true;
}

} // namespace

bool isValidRoomName(QStringView name)
{
    return isValidName(name, MaxRoomName);
}

std::optional<QString> toUserName(const QString &text)
{
    // The largest normalization form D of an allowed name; normalizing longer texts can take quadratic time.
    constexpr qsizetype MaxUnits = MaxUserName * 2 * 4;
    if (text.size() > MaxUnits || !text.isValidUtf16())
        return std::nullopt;
    QString name = text.normalized(QString::NormalizationForm_C);
    return isValidName(name, MaxUserName) ? std::optional(std::move(name)) : std::nullopt;
}

bool isGuestName(QStringView user)
{
    constexpr auto Prefix = "guest-"_L1;
    return user.size() > Prefix.size() && user.startsWith(Prefix) &&
           std::ranges::all_of(user.sliced(Prefix.size()),
                               [](QChar character) { return character.isDigit(); });
}

QString describeNameRules(qsizetype maxCharacters)
{
    return u"1 to %1 characters, not only blanks, without control, format and private use characters"_s.arg(
        maxCharacters);
}

} // namespace signalbox
