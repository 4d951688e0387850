#pragma once

#include "core/admin/clusterapi.h"

#include <memory>

namespace signalbox {

//! How connections ended that a request kicks.
struct KickCounts
{
    qint64 matched = 0;
    qint64 closed = 0;
    qint64 noAnswer = 0;
    qint64 gone = 0;
};

//! Answers a request that kicks connections of this node, and perhaps those of the others, with the counts of all. A handle: copies
//! answer the same request. Admin thread.
class KickAnswer final
{
public:
    //! \a cluster null: only this node is asked. Otherwise the others are, at once, unless \a request comes from one of them.
    KickAnswer(const ApiRequest &request, const ApiResponder &responder, ClusterApi *cluster);

    //! For what goes wrong here.
    const ApiResponder &responder() const;
    //! What came of it at this node. Once.
    void add(const KickCounts &counts) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace signalbox
