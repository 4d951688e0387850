#pragma once

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;

//! POST /revocations. Lives on the admin thread.
class RevocationHandlers final
{
public:
    //! \a actions outlives the handlers.
    explicit RevocationHandlers(AdminActions &actions);
    void addTo(ApiRouter &router);

private:
    void revoke(const ApiRequest &request, const ApiResponder &responder);

    AdminActions &m_actions;
};

} // namespace signalbox
