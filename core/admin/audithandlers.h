#pragma once

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;

//! GET /audit. Lives on the admin thread.
class AuditHandlers final
{
public:
    //! \a actions outlives the handlers.
    explicit AuditHandlers(AdminActions &actions)
        : m_actions(actions)
    {
    }
    void addTo(ApiRouter &router);

private:
    void list(const ApiRequest &request, const ApiResponder &responder);

    AdminActions &m_actions;
};

} // namespace signalbox
