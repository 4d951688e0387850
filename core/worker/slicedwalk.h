#pragma once

#include "core/base/slotlist.h"
#include "core/loop/slicedjobs.h"

#include <atomic>
#include <memory>
#include <utility>

namespace signalbox {

//! When a walk stops before its end.
struct WalkTerms
{
    std::shared_ptr<const std::atomic<bool>>
        cancelled{}; //!< nobody waits for the result; null: cannot happen
    TimePoint deadline = TimePoint::max();
};

enum class WalkResult : quint8 { Complete, OutOfTime, Cancelled };

//! Visits all objects of a list in slices of time. The list belongs to the thread, and outlives the jobs of it.
template <typename Object>
class SlicedWalk : public SlicedJob
{
public:
    bool run(TimePoint end) final
    {
        if (m_terms.cancelled && m_terms.cancelled->load(std::memory_order_relaxed)) {
            finish(WalkResult::Cancelled);
            return true;
        }
        if (end > m_terms.deadline) {
            finish(WalkResult::OutOfTime);
            return true;
        }
        for (; m_slot < m_objects.slotCount(); ++m_slot) {
            Object *object = m_objects.at(m_slot);
            if (!object) {
                if ((m_slot + 1) % FreeSlotsAClock != 0 || Clock::now() < end)
                    continue;
                ++m_slot;
                return false;
            }
            const quint64 number = m_objects.numberAt(m_slot);
            const bool goesOn = number == std::exchange(m_visited, number);
            if (!visit(*object, goesOn, end))
                return false;
            if (Clock::now() >= end) {
                ++m_slot;
                return false;
            }
        }
        finish(WalkResult::Complete);
        return true;
    }

protected:
    SlicedWalk(const SlotList<Object> &objects, WalkTerms terms)
        : m_objects(objects)
        , m_terms(std::move(terms))
    {
    }

    //! Returns false if it has to go on with this object in the next slice, because \a end has come. \a goesOn: it was not
    //! finished with this object in the last one.
    virtual bool visit(const Object &object, bool goesOn, TimePoint end) = 0;
    //! Called once, last.
    virtual void finish(WalkResult result) = 0;

private:
    static constexpr std::size_t FreeSlotsAClock = 256;

    const SlotList<Object> &m_objects;
    WalkTerms m_terms;
    std::size_t m_slot = 0;
    quint64 m_visited = 0; //!< number of the object that was visited last
};

} // namespace signalbox
