#include "ui/messages/messageresend.h"

#include "core/model/jsonpath.h"

#include <utility>

namespace signalbox {

namespace {

using Value = JsonPath::Value;

std::optional<Value> fieldOf(const LogEntry &entry, const char *name)
{
    return JsonPath::field(name).find(entry.payload, JsonPath::Containers::AsWritten);
}

//! Sets the content of \a message, which is in an envelope. Returns false if there is none.
bool unwrap(const LogEntry &entry, Send &message)
{
    const std::optional<Value> content = fieldOf(entry, "content");
    if (!content)
        return false;
    const std::optional<Value> encoding = fieldOf(entry, "encoding");
    if (encoding && encoding->text == "base64") {
        message.type = MessageType::Binary;
        message.payload = QByteArray::fromBase64(content->text);
    } else {
        message.payload = content->text;
    }
    return true;
}

} // namespace

std::optional<Send> resendOf(const MessageRow &row)
{
    const LogEntry &entry = row.entry;
    if (row.isGap() || !row.isComplete() || entry.kind != MessageKind::Data)
        return std::nullopt;
    const bool isDirect = entry.envelopeType == "direct";
    Send message{.type = entry.type, .payload = entry.payload};
    if (!entry.envelopeType.isEmpty()) {
        if ((entry.envelopeType != "message" && !isDirect) || !unwrap(entry, message))
            return std::nullopt;
    }
    const bool isIn = entry.direction == Direction::In;
    if (isDirect && isIn) {
        const std::optional<Value> to = fieldOf(entry, "to");
        if (!to || to->kind != Value::Kind::String)
            return std::nullopt;
        message.target = UserTarget{QString::fromUtf8(to->text)};
    } else if (!entry.room.isEmpty() && (isIn || entry.connection.isNull())) {
        message.target = RoomTarget{entry.room};
    } else if (!entry.connection.isNull()) {
        message.target = std::vector{entry.connection};
    } else if (!entry.user.isEmpty()) {
        message.target = UserTarget{entry.user};
    } else {
        message.target = AllConnections();
    }
    return message;
}

} // namespace signalbox
