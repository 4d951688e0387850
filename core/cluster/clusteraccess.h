#pragma once

#include "core/cluster/accessport.h"
#include "core/cluster/accessservice.h"

#include <memory>

namespace signalbox {

class BrokerThread;

//! Carries what the owner's thread wants of an AccessService to the broker's thread, and what comes from there back. The owner creates
//! and destroys it while nothing runs on the broker's thread that uses it.
class ClusterAccess final : public AccessPort, private AccessListener
{
public:
    //! Runs a task on the owner's thread, in order. Any thread.
    using PostToOwner = std::function<void(std::function<void()> task)>;

    //! \a listener is called on the owner's thread. All outlive it.
    ClusterAccess(BrokerThread &broker, AccessListener &listener, PostToOwner post);

    //! On the broker's thread, before all else. \a link outlives this object's last use.
    void create(RedisLink &link, const AccessService::Settings &settings);
    //! On the broker's thread: \a link has stopped.
    void destroy() { m_service.reset(); }

    NodeNumber node() const override { return m_node; }
    void start(const AccessPosition &known) override;
    void perform(std::vector<AccessOperation> operations, AccessOrigin origin, Done done) override;
    void restore(AccessContent content) override;

private:
    void synced(const AccessPosition &position) override;
    void lost() override;
    void changed(AccessChanges &&changes) override;
    void replaced(AccessContent &&content, OwnEntries own) override;
    void wanted() override;

    BrokerThread &m_broker;
    AccessListener &m_listener;
    PostToOwner m_post;
    NodeNumber m_node = 0;
    std::unique_ptr<AccessService> m_service; //!< lives on the broker's thread
};

} // namespace signalbox
