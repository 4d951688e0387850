#pragma once

#include "core/base/clock.h"
#include "core/model/query.h"

namespace signalbox {

//! The check of one row that may take several slices of time: an io thread must not wait for a query whose terms are many
//! or slow. A look at one text is the smallest part. A value.
class QueryCheck
{
public:
    enum class State : quint8 {
        Accepted,
        Rejected,
        Unfinished, //!< call run() again for the same row
    };

    //! Goes on with \a row where the last call has stopped, until \a end, but for one part at least. The row may have changed
    //! meanwhile. After a result other than Unfinished the next call begins with another row.
    State run(const Query &query, const QueryRow &row, TimePoint end);
    //! The row is gone: the next call begins with another one.
    void reset() { *this = {}; }

private:
    std::size_t m_condition = 0; //!< of the query: those before it are true
    qsizetype m_text = 0;        //!< of the row: the condition is true for none before it
};

} // namespace signalbox
