#pragma once

#include "core/cluster/nodecallport.h"
#include "core/http/apirouter.h"
#include "core/protocol/jsonreader.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! Passes requests of the admin API on to the other nodes of a cluster, and answers those that they pass on. The token was checked by
//! the node that was asked: whoever can write to Redis is trusted. Lives on the admin thread.
class ClusterApi final
{
public:
    //! How long a list waits for another node, and an act: a kick is answered when the connection has ended.
    static constexpr Milliseconds ListPatience{3000};
    static constexpr Milliseconds ActPatience{10'000};

    //! \a port null: there is no cluster, and nothing is passed on. \a router outlives it.
    ClusterApi(std::unique_ptr<NodeCallPort> port, const ApiRouter &router, const LoopPost &post);
    Q_DISABLE_COPY_MOVE(ClusterApi)

    //! Passes \a request on to the node of \a connection, and answers with what that answers. False: it is for this node. Where
    //! there is no such node, \a request comes back as a part: this node answers then.
    bool forward(ConnectionId connection, const ApiRequest &request, const ApiResponder &responder);

    //! The answer of another node.
    struct Part
    {
        QString node;                         //!< its name
        std::optional<HttpResponse> response; //!< none: it does not answer
    };
    using Gathered = std::function<void(std::vector<Part> &&parts)>;
    //! Has all other nodes answer \a request as a part (ApiRequest::isPart()). Without a cluster there are none. \a gathered is
    //! called once; perhaps during the call.
    void gather(const ApiRequest &request, Gathered gathered);
    //! Has one node answer the request with the path of \a request and another \a query, as a part. \a answered is called once,
    //! later.
    using Answered = std::function<void(std::optional<HttpResponse> &&response)>;
    void askPart(NodeNumber node, const ApiRequest &request, const QByteArray &query, Answered answered);
    //! Without a cluster there are none.
    std::vector<ClusterNode> others() const;
    //! Of this node; empty without a cluster.
    QString ownName() const;
    bool isInCluster() const { return m_port != nullptr; }
    //! Whether this node answers for \a connection: one of its own, or, unless \a isPart, one that no node has.
    bool isOwn(ConnectionId connection, bool isPart) const;

private:
    void answerHere(ApiRequest request, const ApiResponder &responder);
    void answer(const QByteArray &question, const NodeCallPort::Answer &answer);

    std::unique_ptr<NodeCallPort> m_port;
    const ApiRouter &m_router;
    LoopPost m_post;
    JsonReader m_jsonReader;
};

} // namespace signalbox
