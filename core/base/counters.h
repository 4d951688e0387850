#pragma once

// Counters with one writer thread and any number of reader threads: no lock and no atomic read-modify-write,
// so that counting costs an ordinary store. Each io thread has its own set (servercounters.h); readers add
// them up.

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <utility>
#include <vector>

namespace signalbox {

//! A number that only increases.
class Counter
{
public:
    void add(quint64 amount = 1)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    quint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<quint64> m_value{0};
};

//! A current amount.
class Gauge
{
public:
    void set(qint64 value) { m_value.store(value, std::memory_order_relaxed); }
    void add(qint64 amount) { set(value() + amount); }
    qint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_value{0};
};

//! A name in static storage, compared by its characters.
struct StaticName
{
    const char *text = "";

    friend bool operator==(StaticName a, StaticName b) { return std::strcmp(a.text, b.text) == 0; }
};

//! One counter for each key, for keys that are not known in advance. After Capacity keys, further ones count
//! as other(), so that a peer cannot make it grow. For few keys: the search is linear.
template <typename Key, std::size_t Capacity>
class KeyedCounters
{
public:
    void add(const Key &key, quint64 amount = 1)
    {
        const std::size_t used = m_used.load(std::memory_order_relaxed);
        const auto end = m_entries.begin() + std::ptrdiff_t(used);
        const auto found =
            std::find_if(m_entries.begin(), end, [&](const Entry &entry) { return entry.key == key; });
        if (found != end) {
            found->count.add(amount);
        } else if (used < Capacity) {
            m_entries[used].key = key;
            m_entries[used].count.add(amount);
            m_used.store(used + 1, std::memory_order_release); // after the key is written, for readers
        } else {
            m_other.add(amount);
        }
    }

    //! Returns the keys and their counts in the order in which the keys first occurred.
    std::vector<std::pair<Key, quint64>> values() const
    {
        std::vector<std::pair<Key, quint64>> values;
        const std::size_t used = m_used.load(std::memory_order_acquire);
        values.reserve(used);
        for (std::size_t i = 0; i < used; ++i)
            values.emplace_back(m_entries[i].key, m_entries[i].count.value());
        return values;
    }
    quint64 other() const { return m_other.value(); }
    quint64 total() const
    {
        quint64 sum = other();
        const std::size_t used = m_used.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < used; ++i)
            sum += m_entries[i].count.value();
        return sum;
    }

private:
    struct Entry
    {
        Key key; //!< written once, before m_used counts it
        Counter count;
    };

    std::array<Entry, Capacity> m_entries;
    std::atomic<std::size_t> m_used{0};
    Counter m_other;
};

} // namespace signalbox
