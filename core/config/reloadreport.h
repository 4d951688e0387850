#pragma once

#include <QStringList>

namespace signalbox {

struct Config;

//! What applying another configuration did. Keys are named as in the file: limits.max_head; all routes together are
//! `route`, all tokens `admin.token`.
struct ReloadReport
{
    QStringList changed;      //!< have a new value, in effect now
    QStringList needsRestart; //!< have another value than the one that runs, in effect at the next start
    QStringList warnings;     //!< for the operator, one line each

    friend bool operator==(const ReloadReport &, const ReloadReport &) = default;
};

//! Returns the keys whose values differ, in the order of the file.
QStringList differingKeys(const Config &one, const Config &other);

} // namespace signalbox
