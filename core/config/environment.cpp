#include "core/config/environment.h"

#include "core/config/configschema.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// For each Service of its namespace, Kubernetes gives every container NAME_SERVICE_HOST, NAME_SERVICE_PORT,
// NAME_SERVICE_PORT_<PORT NAME>, and the variables of docker's links: NAME_PORT, NAME_PORT_<n>_<PROTOCOL>, and that with
// _PROTO, _PORT and _ADDR. docker also makes NAME_NAME, with the path of the link.
bool isMadeForService(const QString &name, const QString &value)
{
    static const QRegularExpression byName(
        uR"(_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$)"_s);
    static const QRegularExpression address(u"^(tcp|udp|sctp)://"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return byName.match(name).hasMatch() || (name.endsWith("_PORT"_L1) && address.match(value).hasMatch()) ||
           (name.endsWith("_NAME"_L1) && value.contains(u'/'));
}

} // namespace

Variable classifyVariable(const QString &name, const QString &value)
{
    const auto isNameOf = [&](const ConfigKey<Config> &key) { return environmentName(key.name) == name; };
    if (std::ranges::any_of(configKeys(), isNameOf))
        return Variable::Key;
    if (isMadeForService(name, value))
        return Variable::Foreign;
    const QStringList tables = configTables() << u"route"_s;
    const bool namesTable = std::ranges::any_of(
        tables, [&](const QString &table) { return name.startsWith(environmentName(table) + u'_'); });
    return namesTable ? Variable::UnknownKey : Variable::Unknown;
}

} // namespace signalbox
