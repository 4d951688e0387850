#pragma once

#include "workload.h"

namespace load {

//! Clients connect and send pongs only: the cost of an idle connection.
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
