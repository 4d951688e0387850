#pragma once

#include "core/model/querytext.h"

#include <QByteArrayView>
#include <QString>

#include <memory>
#include <variant>

namespace re2 {
class RE2;
}

namespace signalbox {

//! A regular expression of RE2, which needs time proportional to the text whatever the expression is: about 2 ns
//! a byte, and up to 10 us for expressions that are made to be slow. A value; may be used by several threads.
//! Case-sensitive, `.` is no line feed, ^ and $ are the ends of the text; (?i) (?s) (?m) change that.
class RegexPattern
{
public:
    static constexpr qsizetype MaxCharacters = 256;

    //! Why an expression was rejected.
    struct Fault
    {
        QString text;  //!< for people, English
        TextSpan span; //!< of the expression: the part that is wrong
    };

    static std::variant<RegexPattern, Fault> compile(const QString &expression);
    //! Returns a pattern that finds \a text without regard to case (simple case folding of Unicode) in UTF-8.
    static RegexPattern anyCase(const QString &text);

    bool isFoundIn(QStringView text) const;
    //! Parts of \a text that are not UTF-8 match nothing.
    bool isFoundIn(QByteArrayView text) const;
    //! Returns what matches in \a text, at most \a most parts, in order. Empty matches are left out.
    std::vector<TextSpan> spansIn(QStringView text, std::size_t most) const;

    friend bool operator==(const RegexPattern &a, const RegexPattern &b);

private:
    //! Bytes for the program of an expression and the states that are remembered while matching.
    static constexpr int MaxMemory = 2 * 1024 * 1024;
    //! Instructions; \pL+ has 1,198. The time that RE2 needs for a byte is at most proportional to it.
    static constexpr int MaxProgram = 1500;

    explicit RegexPattern(std::shared_ptr<const re2::RE2> compiled)
        : m_compiled(std::move(compiled))
    {
    }

    //! Shared because a compiled expression cannot be copied; it does not change.
    std::shared_ptr<const re2::RE2> m_compiled;
};

} // namespace signalbox
