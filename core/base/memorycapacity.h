#pragma once

#include <QString>

#include <optional>

namespace signalbox {

//! Returns the bytes of memory that this process may use: the smallest of MemTotal and of the limits of its cgroup and of
//! each cgroup above it, as far as they are visible. Those are memory.max and memory.high of cgroup v2 (Linux:
//! Documentation/admin-guide/cgroup-v2.rst), and memory.limit_in_bytes of v1. None: nothing of it can be read.
//!
//! Reads some small files in /proc and /sys, whose paths begin with \a root. Any thread.
std::optional<qint64> memoryCapacity(const QString &root = {});

} // namespace signalbox
