#pragma once

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;

//! POST /publish. Lives on the admin thread.
class PublishHandlers final
{
public:
    //! \a actions outlives the handlers.
    explicit PublishHandlers(AdminActions &actions)
        : m_actions(actions)
    {
    }
    void addTo(ApiRouter &router);

private:
    void publish(const ApiRequest &request, const ApiResponder &responder);

    AdminActions &m_actions;
};

} // namespace signalbox
