#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <optional>

namespace signalbox {

//! Which state of the bans and revocations of a cluster a node has. Redis counts the changes; an epoch begins when it has lost
//! data, and a node has put it back. A value.
struct AccessPosition
{
    QByteArray epoch{};  //!< without spaces and colons; empty: those of this node alone
    quint64 version = 0; //!< changes in the epoch
    quint64 lastId = 0;  //!< the highest id of a ban that Redis has given
    QByteArray
        formers{}; //!< the epochs before, oldest first, and how far they went: `EPOCH:VERSION EPOCH:VERSION`

    //! Returns up to which version of \a former this state includes it; nothing: it is not known.
    std::optional<quint64> versionOf(const QByteArray &former) const
    {
        if (former.isEmpty())
            return {};
        if (former == epoch)
            return version;
        for (const QByteArray &each : formers.split(' ')) {
            if (each.startsWith(former + ':'))
                return each.mid(former.size() + 1).toULongLong();
        }
        return {};
    }
    //! Returns the `formers` of an epoch that follows this one.
    QByteArray formersOfNext() const
    {
        constexpr qsizetype Most = 32;
        QByteArrayList all = formers.isEmpty() ? QByteArrayList() : formers.split(' ');
        if (!epoch.isEmpty())
            all.append(epoch + ':' + QByteArray::number(version));
        return all.mid(std::max<qsizetype>(all.size() - Most, 0)).join(' ');
    }

    friend bool operator==(const AccessPosition &, const AccessPosition &) = default;
};

} // namespace signalbox
