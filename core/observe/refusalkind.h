#pragma once

#include "core/model/closedlog.h"
#include "core/model/serverevent.h"

#include <string_view>

namespace signalbox {

//! What is known about the requests that are refused for one reason.
struct RefusalKind
{
    std::string_view reason;
    RequestRefused::Subject subject = RequestRefused::Subject::Address;
    std::string_view setting = {}; //!< the configuration key that would allow them; empty: none
    bool isHarmless = false;       //!< nobody is kept out who wanted to come in

    //! Returns that of \a reason, also of one that is not listed.
    static RefusalKind of(std::string_view reason);
    //! Returns what \a request is refused for, as it was sent; that of an Address or Server is the address of the peer.
    QString valueOf(const RefusedRequest &request) const;
};

} // namespace signalbox
