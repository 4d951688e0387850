#pragma once

#include "core/model/listorder.h"
#include "core/model/query.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>

namespace signalbox {

//! The parameters of a request for a list, as a client writes them. Empty: left out.
struct ListParameters
{
    QString filter{};
    QString sort{}; //!< name of a field, with - before it for descending
    std::optional<qint64> limit{};
    QString after{}; //!< `next` of the page before
};

//! What is wrong with a parameter.
struct ListFault
{
    enum class Kind : quint8 {
        BadValue,  //!< 422
        BadCursor, //!< 400: `after` is not the `next` of a page with this filter and sort
    };

    Kind kind = Kind::BadValue;
    const char *field = ""; //!< name of the parameter. Owner: static storage
    QString detail{};       //!< a sentence without a full stop, English
};

//! Which rows of a list are asked for, and in which order: those that the filter accepts, sorted, the first `limit` behind
//! `after`. A value, copied between threads.
//!
//! Pages neither repeat nor miss a row as long as the field they are sorted by does not change: each page continues behind
//! the last row of the page before, whatever came or went meanwhile.
struct ListRequest
{
    static constexpr std::size_t DefaultLimit = 100;
    static constexpr std::size_t MaxLimit = 1000;

    QueryList list = QueryList::Connections;
    Query filter{};
    ListSort sort{};
    std::size_t limit = DefaultLimit;
    std::optional<ListPosition> after{};
    bool wantsCursors = false; //!< the page has them; for lists that are merged with those of other nodes
    QByteArray fingerprint{};  //!< of list, filter and sort: a cursor is valid only with it

    using Parsed = std::variant<ListRequest, ListFault>;
    static Parsed parse(QueryList list, const ListParameters &parameters);
    //! Returns the filter \a text of \a list alone, for messages and for commands.
    static std::variant<Query, ListFault> parseFilter(QueryList list, QStringView text);

    //! Returns `after` for the rows behind \a position: [A-Za-z0-9_-]+.
    QString cursorBehind(const ListPosition &position) const;
    //! Returns the position that cursorBehind() made \a cursor of; nothing: it is not one of this request.
    std::optional<ListPosition> positionOf(const QString &cursor) const;
};

} // namespace signalbox
