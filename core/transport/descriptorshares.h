#pragma once

#include <QtGlobal>

namespace signalbox {

//! How the descriptors that the process may open (RLIMIT_NOFILE) are shared. A part is reserved for what must
//! work when the clients of the listeners use up the rest: the admin port, refusals, and files (log,
//! configuration, certificates, /proc). The kernel gives out the lowest free descriptor, so the number of a
//! new one tells whether it is of the reserve.
struct DescriptorShares
{
    quint64 limit = 0; //!< 0: none
    qint64 reserve = 0;
    qint64 admin = MaxAdmin;     //!< connections to the admin port
    qint64 refused = MaxRefused; //!< sockets that are being refused because the others are used up

    static constexpr qint64 MinReserve = 12;
    static constexpr qint64 MaxReserve = 128;
    static constexpr qint64 MaxAdmin = 64;
    static constexpr qint64 MaxRefused = 32;

    static DescriptorShares of(quint64 limit);
    //! Those of the present limit, which can change at any time (prlimit(1)).
    static DescriptorShares now();

    //! Returns whether \a descriptor is of the reserve: a client of a listener does not keep it.
    bool isReserved(int descriptor) const;
};

} // namespace signalbox
