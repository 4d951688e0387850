#pragma once

#include "core/http/apiproblem.h"
#include "core/http/apiroute.h"
#include "core/protocol/jsonreader.h"

#include <QStringList>

#include <variant>
#include <vector>

namespace signalbox {

//! The value of a field; nothing: it is absent. TextList: QStringList; Json: QByteArray.
using ApiValue = std::variant<std::monostate, bool, qint64, QString, QStringList, QByteArray>;

//! The values of the fields of a query or a body, checked against the table. A field that is absent has its fallback, or
//! no value. Plain value. Getters ask for a name and a type that the table has.
class ApiValues final
{
public:
    ApiValues() = default;
    //! All are absent. \a fields is in static storage.
    explicit ApiValues(std::span<const ApiField> fields);

    bool has(std::string_view name) const;
    std::optional<QString> text(std::string_view name) const;
    std::optional<qint64> integer(std::string_view name) const;
    std::optional<bool> flag(std::string_view name) const;
    std::optional<QStringList> texts(std::string_view name) const;
    //! The value as it was sent, without white space around it.
    std::optional<QByteArray> json(std::string_view name) const;

private:
    friend std::variant<ApiValues, ApiProblem> readQuery(std::span<const ApiField> fields,
                                                         QByteArrayView query);
    friend std::variant<ApiValues, ApiProblem> readBody(std::span<const ApiField> fields, JsonReader &reader,
                                                        QByteArrayView body);

    const ApiValue &find(std::string_view name) const;
    template <typename T>
    std::optional<T> get(std::string_view name) const;
    std::optional<std::size_t> indexOf(QByteArrayView name) const;
    //! Both return what is wrong. \a read makes the value of a field.
    template <typename Reader>
    std::optional<ApiProblem> put(QByteArrayView name, const QString &what, Reader read);
    std::optional<ApiProblem> fill(const QString &place);

    std::span<const ApiField> m_fields;
    std::vector<ApiValue> m_values; //!< one for each field
};

//! Reads the \a query of a request target (without the question mark). Refuses broken percent-encoding and what is not
//! UTF-8 (400), unknown and repeated parameters, and bad values (422).
std::variant<ApiValues, ApiProblem> readQuery(std::span<const ApiField> fields, QByteArrayView query);

//! Reads a JSON object (RFC 8259). Refuses what is not JSON (400); what is no object or nested too deep, unknown and
//! repeated fields, and bad values (422). An empty \a body is an empty object.
std::variant<ApiValues, ApiProblem> readBody(std::span<const ApiField> fields, JsonReader &reader,
                                             QByteArrayView body);

} // namespace signalbox
