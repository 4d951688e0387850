#pragma once

#include <QtGlobal>

#include <cstddef>
#include <vector>

namespace signalbox {

//! Objects in numbered slots that they keep as long as they are in the list, so that a walk over all of them may stop and go
//! on later: an object that is in the list all the time is visited once, whatever comes and goes meanwhile. Does not own
//! them. Takes 16 bytes for each of the most objects that it ever had. Plain class.
template <typename Object>
class SlotList
{
public:
    //! Returns the slot.
    std::size_t add(Object &object)
    {
        std::size_t slot = m_slots.size();
        if (m_free.empty()) {
            m_slots.emplace_back();
        } else {
            slot = m_free.back();
            m_free.pop_back();
        }
        m_slots[slot] = {&object, ++m_lastNumber};
        return slot;
    }
    void remove(std::size_t slot)
    {
        m_slots[slot].object = nullptr;
        m_free.push_back(slot);
    }

    //! Slots are numbered from 0; some of them may be free.
    std::size_t slotCount() const { return m_slots.size(); }
    //! Null: the slot is free.
    Object *at(std::size_t slot) const { return m_slots[slot].object; }
    //! Returns a number that no other object has ever had.
    quint64 numberAt(std::size_t slot) const { return m_slots[slot].number; }

private:
    struct Slot
    {
        Object *object = nullptr;
        quint64 number = 0;
    };

    std::vector<Slot> m_slots;
    std::vector<std::size_t> m_free;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
