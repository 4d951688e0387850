#include "core/server/historystores.h"

#include "core/store/sqlitehistory.h"

#include <utility>

namespace signalbox {

Result<HistoryStoreFactory> historyStoresFor(const Config &config, Store *store)
{
    if (config.history.store == HistoryPlace::Memory) {
        if (store)
            SqliteHistory::removeExpired(*store, config.history.age);
        return HistoryStoreFactory();
    }
    if (!store)
        return Error{Error::Code::Invalid,
                     QStringLiteral("history.store = \"sqlite\" needs a store, see Server::setStore()")};
    Result<std::shared_ptr<SqliteHistory>> history = SqliteHistory::load(*store);
    if (!history)
        return history.error();
    return SqliteHistory::factory(std::move(*history));
}

} // namespace signalbox
