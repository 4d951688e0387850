#pragma once

#include "core/hub/messagetap.h"

#include <vector>

namespace signalbox::test {

//! Wants every message and keeps its entry.
struct RecordingTap final : public MessageTap
{
    bool wants(const Connection *, qint64) override { return wantsAll; }
    void add(LogEntry &&entry) override { entries.push_back(std::move(entry)); }

    bool wantsAll = true;
    std::vector<LogEntry> entries;
};

} // namespace signalbox::test
