#pragma once

#include <QHash>

#include <vector>

namespace signalbox {

//! Keeps each value once for many rows, which refer to it by number and count as its users; a value without users is
//! removed. \a Value is QString or QByteArray. Peers choose the values: QHash has a random seed.
template <typename Value>
class InternTable
{
public:
    using Ref = quint32;

    //! Returns the number of \a value, for one more user. 0 is the empty value.
    Ref acquire(const Value &value)
    {
        if (value.isEmpty())
            return 0;
        const auto found = m_refs.constFind(value);
        if (found != m_refs.cend()) {
            ++m_slots[*found - 1].users;
            return *found;
        }
        if (m_free.empty()) {
            m_slots.emplace_back();
            m_free.push_back(Ref(m_slots.size()));
        }
        const Ref ref = m_free.back();
        m_free.pop_back();
        m_slots[ref - 1] = {value, 1};
        m_refs.insert(value, ref);
        m_bytes += bytesOf(value);
        return ref;
    }

    //! \a ref has one user less.
    void release(Ref ref)
    {
        if (ref == 0 || --m_slots[ref - 1].users > 0)
            return;
        m_bytes -= bytesOf(m_slots[ref - 1].value);
        m_refs.remove(m_slots[ref - 1].value);
        m_slots[ref - 1] = {};
        m_free.push_back(ref);
    }

    const Value &at(Ref ref) const { return ref == 0 ? m_empty : m_slots[ref - 1].value; }
    //! Returns about how much memory the values take.
    qint64 bytes() const { return m_bytes; }

private:
    struct Slot
    {
        Value value;
        quint32 users = 0;
    };

    static constexpr qint64 Overhead = 96; // slot, entry of the hash, header of the value
    static qint64 bytesOf(const Value &value)
    {
        return Overhead + value.size() * qint64(sizeof(typename Value::value_type));
    }

    Value m_empty;
    std::vector<Slot> m_slots; //!< the one of number n is at n - 1
    std::vector<Ref> m_free;
    QHash<Value, Ref> m_refs;
    qint64 m_bytes = 0;
};

} // namespace signalbox
