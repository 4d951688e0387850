#pragma once

#include "core/wire/httpresponse.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Why a request is refused; sent as application/problem+json.
struct ApiProblem
{
    int status = 400;
    QString detail;     //!< a sentence without a full stop
    QByteArray field{}; //!< the parameter or field that is wrong; empty: none

    HttpResponse response() const;
};

//! Returns \a response with the fields that keep it out of caches and stop browsers from guessing its type.
HttpResponse uncached(HttpResponse response);

} // namespace signalbox
