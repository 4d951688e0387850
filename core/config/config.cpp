#include "core/config/config.h"

namespace signalbox {

Config defaultConfig()
{
    Config config;
    config.server.adminListen = Endpoint{QHostAddress(QHostAddress::LocalHost), 8081};
    return config;
}

Config withMemoryInBytes(Config config, std::optional<qint64> capacity)
{
    const qint64 memory = config.limits.memory.of(capacity.value_or(0));
    config.limits.memory = RelativeSize::bytes(memory);
    config.history.memory = RelativeSize::bytes(config.history.memory.of(memory));
    return config;
}

} // namespace signalbox
