#pragma once

#include "app/ctl/apirequest.h"

#include <QJsonObject>

#include <variant>

namespace signalbox {

class ApiExchange;

//! Sends requests to the API, and waits for the answers.
class ApiClient final
{
public:
    explicit ApiClient(ApiAccess access)
        : m_access(std::move(access))
    {
    }

    const ApiAccess &access() const { return m_access; }

    //! Returns the answer; runs an event loop until it is there.
    ApiAnswer call(const ApiRequest &request) const;
    //! Returns the answers to all of \a requests, in their order. Some run at the same time.
    std::vector<ApiAnswer> callAll(const std::vector<ApiRequest> &requests) const;

    //! Below the number that the admin port accepts from one address, so that others get through.
    static constexpr std::size_t MaxAtOnce = 8;

private:
    ApiAccess m_access;
};

//! Returns \a object as the body of a request.
QByteArray jsonText(const QJsonObject &object);
//! Writes the body of \a answer to stdout as it is, on a line of its own.
void printBody(const ApiAnswer &answer);
//! Returns the object that \a answer holds, or why it has none.
std::variant<QJsonObject, Failure> objectOf(const ApiAnswer &answer);

} // namespace signalbox
