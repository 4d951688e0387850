#pragma once

#include "core/console/console.h"

#include <memory>

namespace signalbox {

class Server;

//! The Console of a server in the same process. Main thread. \a server must outlive it.
class LocalConsole final : public Console
{
    Q_OBJECT
public:
    explicit LocalConsole(Server &server, const Actor &actor = {Actor::Kind::Window, {}});
    ~LocalConsole() override;

    ConnectionsApi &connections() override;
    MessagesApi &messages() override;
    RoomsApi &rooms() override;
    BansApi &bans() override;
    NodesApi &nodes() override;
    ServerControlApi &control() override;
    using Console::run;
    ActionId run(const Command &command) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
