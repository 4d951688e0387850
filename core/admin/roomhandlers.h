#pragma once

#include <QString>

namespace signalbox {

class AdminActions;
class ApiRequest;
class ApiResponder;
class ApiRouter;

//! One room: what it is, its members, its history, and the deletion of that. Lives on the admin thread.
class RoomHandlers final
{
public:
    //! \a actions outlives the handlers.
    explicit RoomHandlers(AdminActions &actions)
        : m_actions(actions)
    {
    }
    void addTo(ApiRouter &router);

private:
    void show(const ApiRequest &request, const ApiResponder &responder);
    void listMembers(const ApiRequest &request, const ApiResponder &responder);
    void readHistory(const ApiRequest &request, const ApiResponder &responder);
    void deleteHistory(const ApiRequest &request, const ApiResponder &responder);
    void refuseDeletion(const QString &room, const QString &failure, const ApiResponder &responder);

    AdminActions &m_actions;
};

} // namespace signalbox
