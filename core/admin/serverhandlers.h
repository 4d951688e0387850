#pragma once

namespace signalbox {

class ApiRequest;
class ApiResponder;
class ApiRouter;
class ServerControl;

//! GET /server, POST /reload, POST /drain and GET /openapi.json. Lives on the admin thread.
class ServerHandlers final
{
public:
    //! \a control outlives the handlers.
    explicit ServerHandlers(ServerControl &control);
    void addTo(ApiRouter &router);

private:
    void show(const ApiResponder &responder);
    void reload(const ApiRequest &request, const ApiResponder &responder);
    void drain(const ApiRequest &request, const ApiResponder &responder);

    ServerControl &m_control;
};

} // namespace signalbox
