#pragma once

#include "core/model/queryfields.h"
#include "core/model/querytext.h"

#include <QStringList>

#include <functional>

namespace signalbox {

//! What can be written at a place of a query.
struct QueryCompletion
{
    TextSpan replaced; //!< of the query: what a proposal takes the place of
    QStringList proposals;
};

//! Returns values of a text field that exist, in the order in which they are to be offered.
using KnownQueryValues = std::function<QStringList(QueryField)>;

inline constexpr qsizetype MaxQueryProposals = 50;

//! Returns proposals for the term at \a cursor (0 to the length of \a query): names of fields with their sign, values
//! of a field (with quotation marks where they need them), and units behind a number. Those that the term is
//! already are left out.
QueryCompletion completeQuery(QStringView query, qsizetype cursor, QueryList list,
                              const KnownQueryValues &knownValues = {});

} // namespace signalbox
