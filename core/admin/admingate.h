#pragma once

#include "core/admin/admintokens.h"
#include "core/http/apiserver.h"
#include "core/policy/wrongtokens.h"

namespace signalbox {

//! Whether the API is served on a port that is neither loopback nor encrypted.
enum class PlainApi : quint8 { Refused, Allowed };

//! Decides who may ask what on the admin port: Host and Origin, against pages of browsers; tokens and roles; and that no
//! token is sent in the clear over a network. Lives on the admin thread.
class AdminGate final : public ApiGate
{
public:
    //! \a authorised is called for each request with a right token.
    using Authorised = std::function<void(const ClientSocket &socket)>;

    AdminGate(std::vector<AdminTokenSettings> tokens, PlainApi plainApi, Authorised authorised);

    void setTokens(std::vector<AdminTokenSettings> tokens) { m_tokens = AdminTokens(std::move(tokens)); }
    void setPlainApi(PlainApi plainApi) { m_plainApi = plainApi; }

    std::optional<ApiRefusal> checkOrigin(const HttpHead &head, const ClientSocket &socket) override;
    std::variant<ApiToken, ApiRefusal> authorise(const HttpHead &head, const ClientSocket &socket,
                                                 const ApiRoute &route) override;

private:
    bool refusesPlain(const ClientSocket &socket) const;

    AdminTokens m_tokens;
    PlainApi m_plainApi;
    Authorised m_authorised;
    WrongTokens m_wrong;
};

} // namespace signalbox
