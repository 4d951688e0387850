#pragma once

#include "core/wire/framebuffer.h"

#include <algorithm>

namespace signalbox {

//! The kind of a frame decides whether it may be refused or dropped.
enum class FrameKind : quint8 {
    Message,   //!< of a room: limited; drop-oldest may drop it
    Answer,    //!< to a request of the peer: limited, never dropped
    Fragment,  //!< of a message in fragments: does not count for the limits
    Hint,      //!< may be left out: dropped before anything else, and never a reason to close
    Control,   //!< never refused
    Ping,      //!< a Control whose departure is reported
    Handshake, //!< never refused and never discarded, because frames are invalid without it
    Close,     //!< never refused and never discarded, because the peer is to know why
};

struct QueuedFrame
{
    FrameBuffer bytes;   //!< null: a gap, where a frame was
    quint32 counted = 0; //!< bytes for the limits
    FrameKind kind = FrameKind::Control;
};

//! Counts \a frame: in \a own when nobody else holds it now, else in \a shared. Returns how many bytes were not counted
//! before.
inline qint64 countFrame(const FrameBuffer &frame, MemoryCounter &own, MemoryCounter &shared)
{
    return frame.isCounted() ? 0 : frame.countIn(frame.references() > 1 ? shared : own);
}

//! Returns the sum of \a valueOf (i) for all i below \a count; an estimate if that are many.
template <typename ValueOf>
qint64 estimateSum(std::size_t count, ValueOf valueOf)
{
    constexpr std::size_t MaxSamples = 256;
    const std::size_t samples = std::min(count, MaxSamples);
    qint64 sum = 0;
    for (std::size_t i = 0; i < samples; ++i)
        sum += valueOf(i * count / samples);
    return samples == count ? sum : qint64(double(sum) * double(count) / double(samples));
}

inline bool isMessage(FrameKind kind)
{
    return kind <= FrameKind::Answer;
}

} // namespace signalbox
