#pragma once

// [auth.jwt]: how JSON Web Tokens are checked. Key names and bounds are in core/config/configkeys.cpp.

#include "core/base/clock.h"

#include <QStringList>

namespace signalbox {

using namespace std::chrono_literals;

struct JwtSettings
{
    QString keyFile; //!< empty: none
    QString jwksUrl; //!< http or https; empty: none
    Milliseconds jwksRefresh = 10min;
    QStringList algorithms{QStringLiteral("HS256")}; //!< names of JwtAlgorithm
    QString issuer;                                  //!< empty: any, or none
    QString audience;                                //!< empty: any, or none
    Milliseconds leeway = 30s;                       //!< by how much clocks may differ
    QString userClaim = QStringLiteral("sub");

    friend bool operator==(const JwtSettings &, const JwtSettings &) = default;
};

} // namespace signalbox
