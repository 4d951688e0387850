#include "ui/connections/nameorder.h"

#include <algorithm>

namespace signalbox {

namespace {

bool isDigit(QChar character)
{
    return character >= u'0' && character <= u'9';
}

//! Cuts the digits off the beginning of \a text.
QStringView takeNumber(QStringView &text)
{
    const auto end = std::ranges::find_if_not(text, isDigit);
    const QStringView number = text.first(end - text.begin());
    text = text.sliced(number.size());
    return number;
}

QStringView withoutZeros(QStringView number)
{
    const auto first = std::ranges::find_if(number, [](QChar digit) { return digit != u'0'; });
    return number.sliced(first - number.begin());
}

//! Compares two numbers of any length by their values.
int compareNumbers(QStringView left, QStringView right)
{
    left = withoutZeros(left);
    right = withoutZeros(right);
    if (left.size() != right.size())
        return left.size() < right.size() ? -1 : 1;
    return left.compare(right);
}

//! Cuts the first character off \a text and returns it without its case.
char32_t takeFolded(QStringView &text)
{
    const bool isPair = text.size() > 1 && text[0].isHighSurrogate() && text[1].isLowSurrogate();
    const char32_t character = isPair ? QChar::surrogateToUcs4(text[0], text[1]) : text[0].unicode();
    text = text.sliced(isPair ? 2 : 1);
    return QChar::toCaseFolded(character);
}

} // namespace

int compareNames(QStringView left, QStringView right)
{
    // Most names begin alike, and equal characters need no work.
    const auto [leftEnd, rightEnd] = std::ranges::mismatch(left, right);
    qsizetype same = leftEnd - left.begin();
    if (same > 0 && left[same - 1].isHighSurrogate())
        --same; // do not split a surrogate pair
    while (same > 0 && isDigit(left[same - 1]))
        --same; // nor a number
    left = left.sliced(same);
    right = right.sliced(same);

    qsizetype zeros = 0; // more of them on the left, in the first equal numbers with different ones
    while (!left.isEmpty() && !right.isEmpty()) {
        if (isDigit(left[0]) && isDigit(right[0])) {
            const QStringView leftNumber = takeNumber(left);
            const QStringView rightNumber = takeNumber(right);
            if (const int order = compareNumbers(leftNumber, rightNumber); order != 0)
                return order;
            if (zeros == 0)
                zeros = leftNumber.size() - rightNumber.size();
            continue;
        }
        const char32_t a = takeFolded(left);
        const char32_t b = takeFolded(right);
        if (a != b)
            return a < b ? -1 : 1;
    }
    if (left.isEmpty() != right.isEmpty())
        return left.isEmpty() ? -1 : 1;
    return zeros < 0 ? -1 : int(zeros > 0);
}

} // namespace signalbox
