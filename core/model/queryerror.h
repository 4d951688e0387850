#pragma once

#include "core/model/querytext.h"

#include <QStringList>

namespace signalbox {

//! What is wrong with a term of a query.
struct QueryError
{
    //! English, with %1, %2 … for the arguments; to be translated in the context "signalbox::QueryError". Owner:
    //! static storage.
    const char *pattern = "";
    QStringList arguments;
    TextSpan span; //!< of the query

    //! Returns the sentence, without a full stop, with the arguments in \a translated; null: in English.
    QString text(const QString &translated = {}) const;
};

} // namespace signalbox
