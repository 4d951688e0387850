#pragma once

#include <QByteArray>

#include <optional>

namespace signalbox {

//! A text message that is produced while it is sent, so that a peer which does not read costs no more than one
//! fragment of it. Owned by an Outbox, which destroys it when it has taken the last fragment, and earlier when
//! nothing more is sent to the peer. Called on the thread of its socket.
class FragmentSource
{
public:
    static constexpr qsizetype MaxFragment = 32 * 1024; //!< bytes of payload

    struct Fragment
    {
        QByteArray text; //!< UTF-8, whole characters: some clients decode each frame alone
        bool isLast = false;
    };

    virtual ~FragmentSource() = default;
    //! Returns the next fragment. None: it is not known yet; when it is, Connection::continueStreams() makes the
    //! outbox ask again. Not called after the last fragment.
    virtual std::optional<Fragment> next() = 0;

protected:
    FragmentSource() = default;
    Q_DISABLE_COPY_MOVE(FragmentSource)
};

} // namespace signalbox
