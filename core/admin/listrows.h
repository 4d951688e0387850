#pragma once

// The rows of lists as JSON, with their schemas for openapi.json. README, "The admin API", describes them for users.

#include "core/http/apiroute.h"
#include "core/model/closedlog.h"
#include "core/model/connectiondelta.h"
#include "core/model/roomlist.h"
#include "core/model/userlist.h"

namespace signalbox {

class JsonWriter;

//! \a now: for idle_ms.
void writeRow(JsonWriter &json, const ConnectionSnapshot &connection, WallTime now);
void writeRow(JsonWriter &json, const ClosedConnection &connection, WallTime now);
void writeRow(JsonWriter &json, const RoomSnapshot &room, WallTime now);
void writeRow(JsonWriter &json, const UserSummary &user, WallTime now);

//! Schemas `Connection`, `ClosedConnection`, `Room` and `User`, and of the lists of each.
std::span<const ApiSchema> listSchemas();

} // namespace signalbox
