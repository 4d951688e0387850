#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QCoreApplication>
#include <QString>

#include <variant>
#include <vector>

namespace signalbox {

struct ConnectionRow;

//! A filter for connections, parsed from text. Terms are separated by blanks, and all of them must be true:
//!   alice             anywhere in id, user, address, room, path, user agent, origin, subprotocol
//!   user:alice        also room: path: agent: origin: protocol: listener: (contained, any case)
//!   addr:10.0.        the address starts with it; also addr:10.0.0.7:4000
//!   id:5              exactly this id
//!   state:closing     open or closing
//!   latency>100ms     also queued>64KiB idle>=5min connected<1h in>100 out<5; with > >= < <=
//! Blanks inside quotes do not separate terms: user:"Ann Lee".
class ConnectionFilter
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ConnectionFilter)

public:
    //! Constructs a filter that accepts every connection.
    ConnectionFilter() = default;
    //! Fails with Error::Invalid; its text is for the user and names the term.
    static Result<ConnectionFilter> parse(const QString &text);

    bool accepts(const ConnectionRow &row, WallTime now) const;

    bool isEmpty() const { return m_terms.empty(); }
    //! Returns whether the result for a connection may change while it is open.
    bool isLive() const;

    friend bool operator==(const ConnectionFilter &, const ConnectionFilter &) = default;

    enum class Field : quint8 {
        Anywhere,
        User,
        Room,
        Address,
        Id,
        Path,
        Agent,
        Origin,
        Protocol,
        Listener,
        State
    };
    enum class Quantity : quint8 { Latency, Queued, Idle, Connected, MessagesIn, MessagesOut };
    enum class Comparison : quint8 { Less, LessOrEqual, Greater, GreaterOrEqual };

private:
    struct TextTerm
    {
        Field field;
        QString text;
        friend bool operator==(const TextTerm &, const TextTerm &) = default;
    };
    struct NumberTerm
    {
        Quantity quantity;
        Comparison comparison;
        double value; //!< nanoseconds, bytes or messages
        friend bool operator==(const NumberTerm &, const NumberTerm &) = default;
    };
    using Term = std::variant<TextTerm, NumberTerm>;

    static Result<Term> parseTerm(const QString &word);
    static Result<Term> parseText(const QString &word, qsizetype colon);
    static Result<Term> parseNumber(const QString &word, qsizetype sign);
    static bool isTrue(const TextTerm &term, const ConnectionRow &row);
    static bool isTrue(const NumberTerm &term, const ConnectionRow &row, WallTime now);

    std::vector<Term> m_terms;
};

} // namespace signalbox
