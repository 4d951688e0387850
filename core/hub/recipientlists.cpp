#include "core/hub/recipientlists.h"

#include <utility>

namespace signalbox {

bool RecipientLists::mayMake(TimePoint now)
{
    if (now - m_begin >= Interval) {
        m_begin = now;
        m_made = 0;
    }
    return m_made < MaxIds && m_bytes->bytes() < MaxBytes;
}

RecipientList RecipientLists::share(std::vector<ConnectionId> &&ids)
{
    ids.shrink_to_fit();
    const auto bytes = qint64(ids.size() * sizeof(ConnectionId)) + 128; // and the blocks themselves
    m_bytes->add(bytes);
    return {new std::vector(std::move(ids)),
            [counter = m_bytes, bytes](const std::vector<ConnectionId> *list) {
                delete list;
                counter->add(-bytes);
            }};
}

} // namespace signalbox
