#pragma once

#include <QtGlobal>

#include <optional>

namespace signalbox {

//! What the system knows about this process, for the process_* metrics. None: it does not say.
struct ProcessReading
{
    std::optional<double> cpuSeconds;
    std::optional<quint64> residentBytes;
    std::optional<quint64> virtualBytes;
    std::optional<quint64> openDescriptors;
    std::optional<quint64> maxDescriptors;
    std::optional<quint64> threads;
    std::optional<double> startedAt; //!< seconds since 1970

    //! Reads /proc. Any thread, but no io thread: with many descriptors open it may take tens of
    //! milliseconds.
    static ProcessReading now();
};

} // namespace signalbox
