#pragma once

#include "core/model/connectionreport.h"
#include "core/session/headstore.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace signalbox {

//! What is remembered about a connection for a console that asks. Plain class; the connection's thread.
class ConnectionRecord
{
public:
    static constexpr std::size_t MaxEvents = 16;

    //! See describeHead(); behind it a line with Sec-WebSocket-Extensions of the response, which may be empty.
    HeadStore::Head upgrade;

    //! Adds an event, or counts it if one of the same kind with the same text is remembered. The oldest one gives way.
    //! \a number replaces that of an earlier one; that of a pause is added.
    void note(WallTime now, ConnectionEventKind kind, const QString &text = {}, qint64 number = 0);
    const std::vector<ConnectionEvent> &events() const { return m_events; }
    //! Returns the memory of the events.
    qint64 eventBytes() const;

private:
    std::vector<ConnectionEvent> m_events; //!< oldest first
};

} // namespace signalbox
