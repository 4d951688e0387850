#pragma once

#include "app/exitcode.h"
#include "core/config/config.h"

#include <memory>
#include <variant>

namespace signalbox {

class Store;

//! Opens the store of the program, with what \a config names. Null: store.file is off. Returns an ExitCode if the program must
//! exit; the reason is printed then.
//!
//! Another process may use the file. Then a second window runs without a store: \a config is changed to say so, with a
//! warning in the log.
std::variant<std::unique_ptr<Store>, ExitCode> openStore(Config &config, bool withWindow);

} // namespace signalbox
