#pragma once

// The rows of the lists as a query sees them. Each refers to the values that it is made of and lives no longer.

#include "core/model/closedlog.h"
#include "core/model/messagelog.h"
#include "core/model/queryrow.h"
#include "core/model/roomlist.h"

#include <span>

namespace signalbox {

//! Texts of a connection that the caller has anyway; those that are null are made when they are needed.
struct ConnectionTexts
{
    QStringView peer{};     //!< ADDR:PORT
    QStringView listener{}; //!< ADDR:PORT
    QStringView node{};     //!< of the cluster
};

class ConnectionQueryRow : public QueryRow
{
public:
    ConnectionQueryRow(const ConnectionInfo &info, const Activity &activity, WallTime now,
                       const ConnectionTexts &texts = {});

    //! Overrides the state of the activity.
    void setState(ConnectionState state) { m_state = state; }

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;
    QHostAddress address() const override { return m_info.peer.address; }

private:
    void appendRooms(Texts &texts) const;
    QStringView peerText() const;
    QStringView listenerText() const;

    const ConnectionInfo &m_info;
    const Activity &m_activity;
    WallTime m_now;
    ConnectionState m_state;
    ConnectionTexts m_texts;
    mutable QString m_peer; // made when first asked for, as the next two
    mutable QString m_listener;
    mutable QString m_id;
};

//! Times are those at the end: `connected` is how long the connection was open.
class ClosedQueryRow final : public ConnectionQueryRow
{
public:
    ClosedQueryRow(const ClosedConnection &connection, WallTime now, const ConnectionTexts &texts = {});

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;

private:
    const ClosedConnection &m_connection;
    WallTime m_now;
    QString m_cause;
};

class RoomQueryRow final : public QueryRow
{
public:
    explicit RoomQueryRow(const RoomSnapshot &room)
        : m_room(room)
    {
    }

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;

private:
    const RoomSnapshot &m_room;
};

class UserQueryRow final : public QueryRow
{
public:
    //! \a rooms: of all connections; the same one may be in it more than once.
    UserQueryRow(QStringView name, std::span<const QStringView> rooms, qint64 connections)
        : m_name(name)
        , m_rooms(rooms)
        , m_connections(connections)
    {
    }

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;

private:
    QStringView m_name;
    std::span<const QStringView> m_rooms;
    qint64 m_connections;
};

//! `id:` finds what a connection sends and gets: its messages, and the broadcasts that are known to reach it. `user:` finds
//! also the broadcasts of a user.
class MessageQueryRow final : public QueryRow
{
public:
    explicit MessageQueryRow(const LogEntry &entry);

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;
    bool hasNumberIn(QueryField field, const NumberRange &range) const override;
    QByteArrayView payload() const override { return m_entry.payload; }
    QByteArrayView code() const override { return m_entry.code; }

private:
    void appendTypes(Texts &texts) const;

    const LogEntry &m_entry;
    mutable QString m_type; //!< of the envelope; made when first asked for
};

} // namespace signalbox
