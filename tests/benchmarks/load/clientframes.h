#pragma once

#include "core/wire/frame.h"

#include <utility>

namespace load {

//! A whole final frame as a client sends it: masked.
QByteArray clientFrame(signalbox::Opcode opcode, QByteArrayView payload,
                       signalbox::Compressed compressed = signalbox::Compressed::No);

//! Cuts what a server sends into frames. Judges nothing: FrameGuard and its tests do.
class ServerFrames
{
public:
    struct Frame
    {
        signalbox::Opcode opcode;
        bool isFinal;
        bool isCompressed;
        QByteArrayView payload; //!< until the callback returns
    };
    //! Calls \a take for each frame that is complete.
    template <typename Take>
    void feed(QByteArrayView bytes, Take &&take)
    {
        if (!m_rest.isEmpty()) {
            m_rest.append(bytes);
            if (m_rest.size() < m_wanted)
                return;
            const QByteArray all = std::exchange(m_rest, {});
            cut(all, take);
        } else {
            cut(bytes, take);
        }
    }
    void reset() { *this = ServerFrames(); }

private:
    template <typename Take>
    void cut(QByteArrayView bytes, Take &take)
    {
        while (!bytes.isEmpty()) {
            Frame frame{};
            const qsizetype size = read(bytes, frame);
            if (size > bytes.size()) {
                m_wanted = size;
                m_rest = bytes.toByteArray();
                return;
            }
            bytes = bytes.sliced(size);
            take(frame);
        }
    }
    //! The size of the first frame in \a bytes; when that is more than there is, \a frame was not filled in.
    static qsizetype read(QByteArrayView bytes, Frame &frame);

    QByteArray m_rest; //!< a frame that is not complete
    qsizetype m_wanted = 0;
};

} // namespace load
