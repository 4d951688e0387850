#pragma once

#include "core/console/console.h"

#include <memory>

namespace signalbox {

class Server;

//! The Console of a server in the same process. Main thread. \a server must outlive it.
class LocalConsole final : public Console
{
public:
    explicit LocalConsole(Server &server);
    ~LocalConsole() override;

    ConnectionsApi &connections() override;
    MessagesApi &messages() override;
    RoomsApi &rooms() override;
    ServerControlApi &control() override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
