#pragma once

#include "core/base/closereason.h"
#include "core/base/servercounters.h"
#include "core/hub/delivery.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localroom.h"
#include "core/hub/member.h"
#include "core/session/connectionevents.h"

#include <QObject>

#include <unordered_map>

namespace signalbox {

class EnvelopeDesk;
class MessageTap;

//! The connections of one io thread as members of rooms: takes what they say and ask to the homes, and hands
//! them what the homes send. Lives on that thread.
class Members final : public QObject
{
    Q_OBJECT
public:
    //! \a events tell what connections say, members among them. \a counters count the messages. \a desk reads
    //! what members with an envelope say. All outlive it.
    Members(ConnectionEvents &events, HubLink &link, const HubRules &rules, EnvelopeDesk &desk,
            ServerCounters &counters);
    ~Members() override;

    void setTap(MessageTap *tap) { m_tap = tap; }

    //! \a connection is in its room (info().room; none for an echo route) from now on, until it is closed().
    void add(Connection *connection, const MemberTerms &terms);
    //! Null: it has ended, or never was on this thread.
    Member *find(ConnectionId client);

    //! What the server itself says to all of them, those of echo routes too; returns how many took it.
    quint32 sendToAll(const PreparedMessage &message);
    bool sendTo(ConnectionId client, const PreparedMessage &message);

    // ---- to the homes
    //! \a requestSize bytes are in flight for \a member from now until its home has answered.
    Asker askFor(Member &member, qint64 requestSize, const QByteArray &requestId = {});
    //! False: it is in, or on its way in, already.
    void join(Member &member, const QString &room, const Asker &asker, const std::optional<Since> &since,
              bool isFirst);
    void leave(Member &member, const QString &room, const Asker &asker);
    void publish(const QString &room, Asker &&asker, Saying &&saying);

    // ---- from the homes
    void enter(const Entry &entry);
    //! The room could not be had.
    void turnAway(const Asker &asker, const QString &room, bool isFirst);
    void exit(const Asker &asker, const QString &room);
    void deliver(const Delivery &delivery);
    void deliverDirect(const DirectDelivery &delivery);
    //! Returns the asker's credit and sends it \a message, unless empty.
    void answer(const Asker &asker, const QByteArray &message);
    //! Sends \a member, which has an envelope, \a message.
    void tell(Member &member, const QByteArray &message);

Q_SIGNALS:
    //! A member, or who is on an echo route, said something; before anything is done about it.
    void messageTaken(signalbox::Connection *connection, signalbox::Opcode opcode, const QByteArray &payload);
    //! A connection has ended and is no member any more.
    void departed(signalbox::Connection *connection, const signalbox::ConnectionEnd &end);

private:
    void take(Connection *from, Opcode opcode, const QByteArray &payload);
    void echo(Connection &to, Opcode opcode, const QByteArray &payload);
    void remove(Connection *connection, const ConnectionEnd &end);
    void stopHearing(Member &member, const QString &room);
    void removeFrom(const QString &room, const Member &member);
    void countIn(Opcode opcode, qint64 size);
    void countOut(const PreparedMessage &message, quint32 recipients);

    HubLink &m_link;
    const HubRules &m_rules;
    EnvelopeDesk &m_desk;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    std::unordered_map<ConnectionId, Member> m_members; //!< those of echo routes too
    std::unordered_map<QString, LocalRoom> m_rooms;
};

} // namespace signalbox
