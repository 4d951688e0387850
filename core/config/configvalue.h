#pragma once

// The kinds of value a configuration key can have: how TOML, the environment and the command line write them,
// what is allowed, and how they are printed. Pure; knows no key.

#include "core/base/endpoint.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <QStringList>

#include <variant>
#include <vector>

namespace signalbox {

enum class ValueKind : quint8 {
    Boolean,
    Integer,
    Duration,
    Size,
    Choice,    //!< one of a few words; its value is the index
    FilePath,  //!< may be empty
    Endpoints, //!< at least one, none twice
    EndpointOrOff,
    Origins,   //!< scheme://host[:port], lower case
    Tokens,    //!< HTTP tokens, as subprotocols are
    RoutePath, //!< begins with /, at most one {room}, as a whole segment
    RoomName,
};

//! A value in the shape the structs of Config hold. Choice: the index, as qint64. EndpointOrOff: one endpoint
//! or none.
using ConfigValue = std::variant<bool, qint64, Milliseconds, QString, QStringList, std::vector<Endpoint>>;

//! A TOML value that no key can have, such as a date or a table.
struct ForeignValue
{
    QString description;
};
//! What was written, before anybody asked what it should be.
using RawValue = std::variant<bool, qint64, double, QString, QStringList, ForeignValue>;

//! What is allowed.
struct ValueRule
{
    ValueKind kind = ValueKind::Boolean;
    qint64 minimum = 0; //!< Integer; Duration in ms; Size in bytes
    qint64 maximum = 0;
    QStringList choices;
    QString note; //!< said behind what is allowed
};

//! What people read as "allowed: ...".
QString describeAllowed(const ValueRule &rule);

//! Fails with `found "64KB", allowed: a size such as ...`.
Result<ConfigValue> readValue(const ValueRule &rule, const RawValue &raw);
//! The same for the environment and the command line: lists are comma-separated, an empty text is an empty
//! list.
Result<ConfigValue> readText(const ValueRule &rule, const QString &text);

//! The TOML that readValue() reads back to \a value.
QString toToml(const ValueRule &rule, const ConfigValue &value);
//! \a text as a basic TOML string, quotes and escapes included.
QString tomlString(const QString &text);

} // namespace signalbox
