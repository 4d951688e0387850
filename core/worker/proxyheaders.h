#pragma once

#include "core/loop/ioloop.h"
#include "core/policy/decision.h"
#include "core/wire/proxyheader.h"
#include "core/worker/acceptedsocket.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace signalbox {

//! Reads the PROXY headers of accepted clients, before their sockets are made: the header comes in clear text before TLS,
//! and decides whom a client counts as. Nothing behind a header is read. Lives on its io thread.
class ProxyHeaders
{
public:
    //! \a source: see ProxyHeader::source; nothing also where there is no header, and none is required.
    using Done = std::function<void(const std::shared_ptr<AcceptedSocket> &client,
                                    const std::optional<Endpoint> &source)>;
    //! The client leaves, or is to be answered and closed. Refusal::reason is set even where there is no answer: status 0.
    using Refused = std::function<void(AcceptedSocket &client, const Refusal &refusal)>;

    ProxyHeaders(IoLoop &loop, Done done, Refused refused);
    ~ProxyHeaders();
    Q_DISABLE_COPY_MOVE(ProxyHeaders)

    //! Exactly one of the callbacks follows, later, unless this is destroyed before. \a timeout 0: no limit.
    void read(std::shared_ptr<AcceptedSocket> client, bool isRequired, Milliseconds timeout);
    //! Refuses the client with \a refusal. Returns false if it is not here.
    bool refuse(UnfinishedHeads::Ticket ticket, const Refusal &refusal);
    //! Refuses all.
    void refuseAll(const Refusal &refusal);

    std::size_t size() const { return m_readers.size(); }

private:
    class Reader;

    std::shared_ptr<AcceptedSocket> remove(Reader &reader);

    IoLoop &m_loop;
    Done m_done;
    Refused m_refused;
    std::unordered_map<UnfinishedHeads::Ticket, std::unique_ptr<Reader>> m_readers;
};

} // namespace signalbox
