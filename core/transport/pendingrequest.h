#pragma once

#include "core/policy/decision.h"
#include "core/transport/wire.h"
#include "core/wire/httphead.h"

#include <memory>
#include <unordered_map>

namespace signalbox {

//! A wire in its Head stage: reads the head of its request and tells once how that went. A base of what a
//! door makes of its visitors; lives on its io thread.
class PendingRequest : public WireHandler
{
public:
    PendingRequest(Wire &wire, HttpHeadLimits limits);
    virtual ~PendingRequest();
    Q_DISABLE_COPY_MOVE(PendingRequest)

    Wire &wire() { return m_wire; }

protected:
    //! \a early is what came behind the head. What still comes is discarded, as long as the wire stays here.
    virtual void headRead(const HttpHead &head, const QByteArray &early) = 0;
    //! There is no head that could be answered otherwise.
    virtual void headRefused(const Refusal &refusal) = 0;

private:
    void wireBytes(QByteArrayView bytes) override;
    bool wireInputEnded() override;
    void wireTimedOut() override;

    // Nothing of an open connection reaches a visit.
    void wirePong(QByteArrayView) override {}
    void wireClosing() override {}
    void wireQueueChanged() override {}
    void wireEnded(const ConnectionEnd &) override {}

    Wire &m_wire;
    std::unique_ptr<HttpHeadReader> m_reader; //!< null: the head was read
};

//! The visits of a door, by the number of their wire.
template <typename Visit>
class PendingRequestTable
{
public:
    explicit PendingRequestTable(IoLoop &loop)
        : m_loop(loop)
    {
    }

    void add(std::unique_ptr<Visit> visit)
    {
        const quint64 number = visit->wire().number();
        m_requests.emplace(number, std::move(visit));
    }
    //! Null: its peer has gone.
    Visit *find(quint64 number) const
    {
        const auto found = m_requests.find(number);
        return found == m_requests.end() ? nullptr : found->second.get();
    }
    //! The visit may be the caller, so it is destroyed when the stack is unwound.
    void forget(quint64 number)
    {
        const auto found = m_requests.find(number);
        if (found == m_requests.end())
            return;
        std::shared_ptr<Visit> visit(std::move(found->second)); // a task must be copyable
        m_requests.erase(found);
        m_loop.post([visit = std::move(visit)]() mutable { visit.reset(); });
    }

private:
    IoLoop &m_loop;
    std::unordered_map<quint64, std::unique_ptr<Visit>> m_requests;
};

} // namespace signalbox
