#pragma once

#include "core/hub/completioncounter.h"
#include "core/hub/servermessage.h"
#include "core/model/command.h"

#include <memory>

namespace signalbox {

//! A command on its way to one io thread.
struct CommandRequest
{
    ActionId action; //!< null: no report is wanted
    Command command; //!< of connections given by id only those of this thread
    //! Of a Send or Publish: shared by all threads.
    ServerMessage message;
    //! Of one to all connections: shared by all threads.
    std::shared_ptr<CompletionCounter> completion;
};

} // namespace signalbox
