#include "core/cluster/roomkeys.h"

namespace signalbox {

RoomKeys RoomKeys::of(QByteArrayView prefix, QStringView room)
{
    QByteArray tag("{");
    for (const char byte : room.toUtf8()) {
        if (byte == '%')
            tag += "%25";
        else if (byte == '{')
            tag += "%7B";
        else if (byte == '}')
            tag += "%7D";
        else
            tag += byte;
    }
    tag += '}';
    const QByteArray start = prefix.toByteArray() + ':';
    return {start + "room:" + tag, start + "stream:" + tag + ':', start + "news:" + tag,
            start + "run:" + tag + ':', start + "generation"};
}

} // namespace signalbox
