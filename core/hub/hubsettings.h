#pragma once

namespace signalbox {

struct HubSettings
{
    bool echoToSender = true;

    friend bool operator==(const HubSettings &, const HubSettings &) = default;
};

} // namespace signalbox
