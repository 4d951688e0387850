#pragma once

#include "core/observe/stream.h"

#include <vector>

namespace signalbox::test {

//! What a PushedStream has requested of the io threads.
struct StreamCalls
{
    StreamSource source()
    {
        return {[this] { ++begins; }, [this] { ++ends; },
                [this](std::size_t worker) { acknowledged.push_back(worker); }};
    }

    int begins = 0;
    int ends = 0;
    std::vector<std::size_t> acknowledged;
};

} // namespace signalbox::test
