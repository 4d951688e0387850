#pragma once

#include "core/model/numberrange.h"
#include "core/model/queryfields.h"

#include <QByteArrayView>
#include <QHostAddress>
#include <QStringView>
#include <QVarLengthArray>

#include <optional>

namespace signalbox {

//! What a query asks of a row. Fields that a list does not have are never asked for.
class QueryRow
{
public:
    using Texts = QVarLengthArray<QStringView, 16>;

    virtual ~QueryRow() = default;

    //! Appends the texts of \a field: of a Text, a Choice, Address (as ADDR:PORT) and Id (decimal), for Any all
    //! texts in which a word without field is looked for, except the id. Valid as long as the row.
    virtual void appendTexts(QueryField field, Texts &texts) const = 0;
    //! Returns the number of \a field, times in nanoseconds. Nothing: not known, so that no comparison is true.
    virtual std::optional<qint64> number(QueryField field) const = 0;
    //! Returns whether a number of \a field is in \a range: for rows that have more than one.
    virtual bool hasNumberIn(QueryField field, const NumberRange &range) const
    {
        const std::optional<qint64> value = number(field);
        return value && range.contains(*value);
    }
    //! Returns the address of the peer.
    virtual QHostAddress address() const { return {}; }
    virtual QByteArrayView payload() const { return {}; }
    //! Returns the code of a message, which may not be in its payload; empty: it has none.
    virtual QByteArrayView code() const { return {}; }

protected:
    QueryRow() = default;
    Q_DISABLE_COPY_MOVE(QueryRow)
};

} // namespace signalbox
