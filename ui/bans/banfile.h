#pragma once

#include "core/base/result.h"
#include "core/model/ban.h"

#include <QByteArray>
#include <QCoreApplication>

#include <vector>

namespace signalbox {

//! Bans as a JSON file: `{"bans": [{"kind": …, "value": …, "reason": …, "expires": …}]}`, as the admin API lists them.
class BanFile
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::BanFile)

public:
    static constexpr qint64 MaxBytes = 16 * 1024 * 1024;
    static constexpr qsizetype MaxEntries = 10'000;

    //! What a file has. Only kind, value, reason and end of a ban count.
    struct Content
    {
        std::vector<Ban> bans;
        int expired = 0; //!< entries that were left out because they have ended

        friend bool operator==(const Content &, const Content &) = default;
    };

    //! Returns all bans of \a json, or what is wrong with it: the line of a syntax error, or the number of the entry,
    //! counted from 1.
    static Result<Content> parse(const QByteArray &json, WallTime now);
    static QByteArray toJson(const std::vector<Ban> &bans);

private:
    static Result<Ban> parseEntry(const QJsonObject &entry);
};

} // namespace signalbox
