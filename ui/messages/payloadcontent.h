#pragma once

#include "ui/messages/jsontext.h"
#include "ui/messages/messagerow.h"

namespace signalbox {

//! What a message is for a reader; the pane remembers for each kind how it was shown last.
enum class PayloadKind : quint8 { Text, Json, Binary };
inline constexpr int PayloadKindCount = int(PayloadKind::Binary) + 1;

//! A message and its payload as text.
struct PayloadContent
{
    PayloadContent() = default;
    explicit PayloadContent(const MessageRow &message);

    const LogEntry &entry() const { return row.entry; }
    //! Returns whether it stands for messages that are missing.
    bool isGap() const { return row.isGap() || row.entry.kind == MessageKind::Gap; }
    //! Returns whether a JSON tree can be shown: of JSON, or of the beginning of it where the rest was not kept.
    bool isJson() const;

    MessageRow row;
    PayloadKind kind = PayloadKind::Text;
    QString text;    //!< invalid UTF-8 is replaced by U+FFFD
    JsonCheck check; //!< of the text
};

} // namespace signalbox
