#pragma once

#include "core/wire/frame.h"

#include <utility>

namespace load {

//! Returns a complete, final, masked frame.
QByteArray clientFrame(signalbox::Opcode opcode, QByteArrayView payload,
                       signalbox::Compressed compressed = signalbox::Compressed::No);

//! Splits the bytes of a server into frames, without validation.
class ServerFrames
{
public:
    struct Frame
    {
        signalbox::Opcode opcode;
        bool isFinal;
        bool isCompressed;
        QByteArrayView payload; //!< valid until the callback returns
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
    //! Returns the size of the first frame in \a bytes; if it is incomplete, \a frame is not set.
    static qsizetype read(QByteArrayView bytes, Frame &frame);

    QByteArray m_rest; //!< an incomplete frame
    qsizetype m_wanted = 0;
};

} // namespace load
