#include "core/config/reloadreport.h"

#include "core/config/configschema.h"

using namespace Qt::StringLiterals;

namespace signalbox {

QStringList differingKeys(const Config &one, const Config &other)
{
    QStringList keys;
    for (const ConfigKey<Config> &key : configKeys()) {
        if (key.get(one) != key.get(other))
            keys += key.name;
    }
    if (one.routes != other.routes)
        keys += u"route"_s;
    if (one.rooms != other.rooms)
        keys += u"room"_s;
    if (one.admin.tokens != other.admin.tokens)
        keys += u"admin.token"_s;
    if (one.auth.tokens != other.auth.tokens)
        keys += u"auth.token"_s;
    return keys;
}

} // namespace signalbox
