#pragma once

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;
class ClusterApi;
struct Publish;

//! POST /publish. Lives on the admin thread.
class PublishHandlers final
{
public:
    //! Both outlive the handlers.
    PublishHandlers(AdminActions &actions, ClusterApi &cluster)
        : m_actions(actions)
        , m_cluster(cluster)
    {
    }
    void addTo(ApiRouter &router);

private:
    void publish(const ApiRequest &request, const ApiResponder &responder);
    void publishHere(const ApiRequest &request, const Publish &command, const ApiResponder &responder);
    void publishEverywhere(const ApiRequest &request, const Publish &command, const ApiResponder &responder);

    AdminActions &m_actions;
    ClusterApi &m_cluster;
};

} // namespace signalbox
