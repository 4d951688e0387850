#pragma once

#include "workload.h"

namespace load {

//! Everybody connects and says nothing but pongs: what a connection costs that does nothing.
class Idle final : public Workload
{
public:
    explicit Idle(const Options &options)
        : Workload(options)
    {
    }
    QJsonObject run() override;
};

} // namespace load
