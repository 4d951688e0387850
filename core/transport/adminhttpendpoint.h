#pragma once

#include "core/transport/pendingrequest.h"

#include <functional>
#include <memory>

namespace signalbox {

//! The door of the admin port: reads request heads, hands them on, and sends one answer each, behind which
//! the connection ends. Lives on its io thread; wires come in and stay their table's.
class AdminHttpEndpoint final
{
public:
    //! \a visit is for answer(), now or later.
    using Asked = std::function<void(quint64 visit, const Wire &wire, const HttpHead &head)>;

    AdminHttpEndpoint(IoLoop &loop, Asked asked);
    ~AdminHttpEndpoint();
    Q_DISABLE_COPY_MOVE(AdminHttpEndpoint)

    //! Takes in a wire in its Head stage.
    void receive(Wire &wire);
    //! Sends \a response if somebody still waits for it; the body only if it was asked for.
    void answer(quint64 visit, const HttpResponse &response);
    //! Answers without reading: too many are here.
    void reject(Wire &wire);

private:
    class Visit;

    void refuse(Wire &wire, const Refusal &refusal);

    Asked m_asked;
    PendingRequestTable<Visit> m_requests;
};

} // namespace signalbox
