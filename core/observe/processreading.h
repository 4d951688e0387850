#pragma once

#include <QtGlobal>

#include <optional>

namespace signalbox {

//! What the operating system reports about this process, for the process_* metrics; none: it does not.
struct ProcessReading
{
    std::optional<double> cpuSeconds;
    std::optional<quint64> residentBytes;
    std::optional<quint64> virtualBytes;
    std::optional<quint64> openDescriptors;
    std::optional<quint64> maxDescriptors;
    std::optional<quint64> threads;
    std::optional<double> startedAt; //!< seconds since 1970

    //! Reads /proc. Not on an io thread: with many open descriptors it may take tens of milliseconds.
    static ProcessReading now();
};

} // namespace signalbox
