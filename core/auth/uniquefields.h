#pragma once

#include "core/protocol/jsonreader.h"

#include <QStringList>

#include <optional>

namespace signalbox {

//! Reads one JSON object in which no name occurs twice at the top level: two readers may take different values of a
//! repeated name (RFC 7515 section 4, RFC 7519 section 4). Keeps its memory between texts; one object a thread.
class UniqueFields final
{
public:
    //! Returns false if \a json is not such an object. What the other functions return refers to the latest text.
    bool read(QByteArrayView json);

    //! Returns the raw value; none: absent.
    std::optional<QByteArrayView> raw(QByteArrayView name) const;
    bool has(QByteArrayView name) const { return raw(name).has_value(); }

    //! These return false if the field has another type; if it is absent, they leave the value as it is.
    //! UTF-8.
    bool read(QByteArrayView name, std::optional<QByteArray> &value) const;
    bool read(QByteArrayView name, std::optional<QString> &value) const;
    //! An array of strings.
    bool read(QByteArrayView name, std::optional<QStringList> &value) const;
    //! A finite number.
    bool read(QByteArrayView name, std::optional<double> &value) const;

private:
    JsonReader m_reader;
};

} // namespace signalbox
