#pragma once

#include "core/transport/headvisit.h"

#include <functional>
#include <memory>

namespace signalbox {

//! The door of the admin port: reads request heads, hands them on, and sends one answer each, behind which
//! the connection ends. Lives on its io thread; wires come in and stay their table's.
class AdminDoor final
{
public:
    //! \a visit is for answer(), now or later.
    using Asked = std::function<void(quint64 visit, const Wire &wire, const HttpHead &head)>;

    AdminDoor(IoLoop &loop, Asked asked);
    ~AdminDoor();
    Q_DISABLE_COPY_MOVE(AdminDoor)

    //! Takes in a wire in its Head stage.
    void receive(Wire &wire);
    //! Sends \a response if somebody still waits for it; the body only if it was asked for.
    void answer(quint64 visit, const HttpResponse &response);
    //! Answers without reading: too many are here.
    void turnAway(Wire &wire);

private:
    class Visit;

    void refuse(Wire &wire, const Refusal &refusal);

    Asked m_asked;
    VisitTable<Visit> m_visits;
};

} // namespace signalbox
