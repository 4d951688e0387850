#pragma once

// The first step of parsing a query: terms as they are written, without knowledge of fields.

#include <QString>
#include <QStringView>

#include <vector>

namespace signalbox {

//! A part of a text, in UTF-16 units.
struct TextSpan
{
    qsizetype position = 0;
    qsizetype length = 0;

    qsizetype end() const { return position + length; }

    friend bool operator==(const TextSpan &, const TextSpan &) = default;
};

//! One term of a query. Terms are separated by blanks outside quotation marks. Within quotation marks \" \\ and
//! \* stand for the character behind the backslash; another backslash is itself. In an expression (`re:`) all
//! backslashes stay, and \" does not end it.
struct QueryWord
{
    enum class Origin : quint8 {
        Plain,
        Quoted,  //!< within quotation marks
        Escaped, //!< within quotation marks, behind a backslash
    };

    TextSpan span; //!< with sign and quotation marks
    bool isNegated = false;
    bool isClosed = true;             //!< each quotation mark has its partner
    QString text;                     //!< without sign, quotation marks and backslashes of escapes
    std::vector<Origin> origins;      //!< of each unit of the text
    std::vector<qsizetype> positions; //!< of each unit of the text in the query

    bool isPlain(qsizetype at) const { return origins[std::size_t(at)] == Origin::Plain; }
    //! Returns where the text from \a at on is in the query; the whole term if nothing is there.
    TextSpan spanFrom(qsizetype at) const;
    //! Returns whether the text from \a at on has a `*` that is not escaped.
    bool hasStar(qsizetype at) const;

    friend bool operator==(const QueryWord &, const QueryWord &) = default;
};

std::vector<QueryWord> splitQuery(QStringView query);

//! Returns the length of the name at the beginning of the word if an operator follows it (`:` `<` `>` `=`, not
//! quoted); 0: the word has no operator. A name has ASCII letters and underscores.
qsizetype nameLength(const QueryWord &word);

//! Returns \a text as one value of a query that stands for exactly these characters.
QString quotedForQuery(const QString &text);

} // namespace signalbox
