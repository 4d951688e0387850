#include "core/config/config.h"

namespace signalbox {

Config defaultConfig()
{
    Config config;
    config.server.adminListen = Endpoint{QHostAddress(QHostAddress::LocalHost), 8081};
    return config;
}

} // namespace signalbox
