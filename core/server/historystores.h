#pragma once

#include "core/config/config.h"
#include "core/hub/historystore.h"

namespace signalbox {

class Store;

//! Returns what makes the history of rooms where \a config says; empty: in memory. With a store it reads the rooms in it, and
//! waits for that; history of an earlier run that is not used any more expires in it. Fails with Invalid if a store is needed and \a store is null, else as SqliteHistory::load().
Result<HistoryStoreFactory> historyStoresFor(const Config &config, Store *store);

} // namespace signalbox
