#include "core/base/namehash.h"

#include <QRandomGenerator>

namespace signalbox {

std::size_t nameHashSeed()
{
    // With seed 0 qHash() ignores the second, secret half of Qt's seed.
    static const std::size_t seed = QRandomGenerator::system()->generate64() | 1;
    return seed;
}

} // namespace signalbox
