#include "core/model/roomlist.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace signalbox {

void RoomList::add(RoomList &&other, std::size_t most)
{
    leftOut += other.leftOut;
    rooms.insert(rooms.end(), std::make_move_iterator(other.rooms.begin()),
                 std::make_move_iterator(other.rooms.end()));
    if (rooms.size() <= most)
        return;
    std::ranges::nth_element(rooms, rooms.begin() + std::ptrdiff_t(most),
                             [](const RoomSnapshot &a, const RoomSnapshot &b) {
                                 return std::tie(a.members, a.published) > std::tie(b.members, b.published);
                             });
    leftOut += rooms.size() - most;
    rooms.erase(rooms.begin() + std::ptrdiff_t(most), rooms.end());
}

} // namespace signalbox
