#pragma once

#include "core/model/querytext.h"
#include "core/model/regexpattern.h"

#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <optional>

namespace signalbox {

//! How a query looks for a text. A value; may be used by several threads. Without regard to case, except
//! exactly(). An ASCII letter is the same letter in the other case and no other character.
class TextPattern
{
public:
    static TextPattern containing(const QString &text);
    static TextPattern exactly(const QString &text);
    //! The whole text must be \a parts in this order with anything, also nothing, between them.
    static TextPattern wildcard(const QStringList &parts);

    bool matches(QStringView text) const;
    //! Returns whether \a bytes contain the text; for containing(). Does not allocate: a query reads every payload
    //! of a log.
    bool isFoundIn(QByteArrayView bytes) const;
    //! Returns where the text is in \a text, at most \a most parts; all of it for patterns of the whole text.
    std::vector<TextSpan> spansIn(QStringView text, std::size_t most) const;
    //! Returns whether it could be a part of a decimal number.
    bool isDigits() const { return m_isDigits; }

    friend bool operator==(const TextPattern &, const TextPattern &) = default;

private:
    enum class Kind : quint8 { Contains, Exactly, Wildcard };

    TextPattern(Kind kind, const QStringList &parts);

    qsizetype find(QStringView text, qsizetype part, qsizetype from) const;
    bool matchesWildcard(QStringView text) const;

    Kind m_kind;
    bool m_isAscii;
    bool m_isDigits;
    QStringList m_parts;                     //!< one unless Wildcard; lower case if ASCII
    QByteArray m_bytes;                      //!< the text if ASCII
    std::optional<RegexPattern> m_anyCase{}; //!< for bytes if not ASCII
};

} // namespace signalbox
