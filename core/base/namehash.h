#pragma once

// Hashes of names that peers choose: of rooms and users. std::hash<QString>, and qHash() with a fixed seed, are
// the same in every process: names that collide can be computed in advance, and then each lookup compares with
// all of them (QT_FACTS Q36).

#include <QHashFunctions>
#include <QString>
#include <QStringView>

#include <cstddef>
#include <unordered_map>

namespace signalbox {

//! Returns the seed of this process: random, and never 0. Any thread. Unlike that of QHash it does not depend
//! on the environment (QT_HASH_SEED).
std::size_t nameHashSeed();

class NameHash
{
public:
    explicit NameHash(std::size_t seed)
        : m_seed(seed)
    {
    }
    NameHash()
        : NameHash(nameHashSeed())
    {
    }

    std::size_t operator()(QStringView name) const noexcept { return qHash(name, m_seed); }

private:
    std::size_t m_seed;
};

template <typename Value>
using NameMap = std::unordered_map<QString, Value, NameHash>;

} // namespace signalbox
