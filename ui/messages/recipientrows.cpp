#include "ui/messages/recipientrows.h"

#include <algorithm>

namespace signalbox {

namespace {

//! Returns where in the list of recipients the one is that did not get the message; behind the list if there is none.
int rankOfNotRecipient(const LogEntry &entry)
{
    const std::vector<ConnectionId> &list = *entry.recipientList;
    const auto at = std::ranges::lower_bound(list, entry.notRecipient);
    return at != list.end() && *at == entry.notRecipient ? int(at - list.begin()) : int(list.size());
}

} // namespace

int recipientRows(const LogEntry &entry, int most)
{
    if (entry.direction != Direction::Out || !entry.connection.isNull() || !entry.recipientList)
        return 0;
    const auto listed = int(std::min<std::size_t>(entry.recipientList->size(), std::size_t(most) + 1));
    const int shown = std::min(listed - (rankOfNotRecipient(entry) < listed ? 1 : 0), most);
    return shown + (int(entry.recipients) > shown ? 1 : 0);
}

ConnectionId recipientInRow(const LogEntry &entry, int row, int most)
{
    if (!entry.recipientList || row >= most)
        return {};
    const std::size_t at = std::size_t(row) + (rankOfNotRecipient(entry) <= row ? 1 : 0);
    return at < entry.recipientList->size() ? (*entry.recipientList)[at] : ConnectionId();
}

} // namespace signalbox
