#pragma once

// The kinds of values of configuration keys: how they are written in TOML, in the environment and on the
// command line, which values are allowed, and how they are printed. Independent of the keys.

#include "core/base/endpoint.h"
#include "core/base/relativesize.h"
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
    SizeOrPercentage,
    Choice,    //!< one of the rule's choices; its value is the index
    Choices,   //!< a list of different ones of the rule's choices, at least one; its value is their names
    FilePath,  //!< may be empty
    Text,      //!< may be empty
    HttpUrl,   //!< http or https; may be empty
    Endpoints, //!< at least one, no duplicates
    EndpointOrOff,
    Origins,   //!< as PolicySettings::origins
    Hosts,     //!< as PolicySettings::hosts
    Networks,  //!< as PolicySettings::trustedProxies
    Tokens,    //!< HTTP tokens (RFC 9110 section 5.6.2), no duplicates
    RoutePath, //!< begins with /, at most one {room}, as a whole segment
    RoomName,
    RoomPatterns,  //!< a list of patterns of room names; may be empty
    ParameterName, //!< an HTTP token (RFC 9110 section 5.6.2); may be empty
    Time,          //!< as RFC 3339 writes it
    Name,          //!< follows the rules of user names
    Sha256,        //!< 64 hexadecimal digits; its value has lower-case ones
};

//! A value with the type of its field in Config. Choice: the index, as qint64. EndpointOrOff: one endpoint or
//! none.
using ConfigValue =
    std::variant<bool, qint64, Milliseconds, RelativeSize, QString, QStringList, std::vector<Endpoint>>;

//! A TOML value of a type that no key has, such as a date or a table.
struct UnsupportedValue
{
    QString description;
    QString time{}; //!< if it is a time with an offset: as RFC 3339 writes it
};
//! A value as it was written, before it is checked against a rule.
using RawValue = std::variant<bool, qint64, double, QString, QStringList, UnsupportedValue>;

//! Which values are allowed.
struct ValueRule
{
    ValueKind kind = ValueKind::Boolean;
    qint64 minimum = 0; //!< Integer; Duration in ms; Size and SizeOrPercentage in bytes
    qint64 maximum = 0;
    QStringList choices = {};
    QString note = {}; //!< appended to the description of what is allowed
};

//! Returns the text behind "allowed: " in error messages.
QString describeAllowed(const ValueRule &rule);

//! Checks and converts \a raw. Fails with Invalid and `found "64KB", allowed: a size such as ...`.
Result<ConfigValue> readValue(const ValueRule &rule, const RawValue &raw);
//! The same for the environment and the command line. Lists are comma-separated; an empty text is an empty
//! list.
Result<ConfigValue> readText(const ValueRule &rule, const QString &text);

//! Returns the text that readText() converts to \a value.
QString toText(const ValueRule &rule, const ConfigValue &value);
//! Returns the TOML that readValue() converts to \a value; but that of an HttpUrl has no name and no password.
QString toToml(const ValueRule &rule, const ConfigValue &value);
//! Returns \a text as a basic TOML string, with quotes and escapes.
QString tomlString(const QString &text);

} // namespace signalbox
