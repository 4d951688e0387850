#pragma once

#include "core/auth/authenticator.h"
#include "core/policy/authsettings.h"

#include <array>
#include <functional>
#include <memory>

namespace signalbox {

class IoLoop;
struct AuthServices;

//! Returns the authenticator of \a mode for the io thread of \a loop; null for AuthMode::None. Both arguments outlive it.
std::unique_ptr<Authenticator> makeAuthenticator(AuthMode mode, const AuthSettings &settings,
                                                 AuthServices &services, IoLoop &loop);

//! The authenticators of one io thread for one configuration: each is made when a route first needs it. Lives on the io
//! thread. Whoever waits for a result holds a reference, so that the next configuration does not end what is under way.
class Authenticators final
{
public:
    using Make = std::function<std::unique_ptr<Authenticator>(AuthMode mode)>;

    //! \a services and \a loop outlive it.
    Authenticators(const AuthSettings &settings, AuthServices &services, IoLoop &loop);
    //! With authenticators of another make. It is not called for AuthMode::None.
    explicit Authenticators(Make make);
    ~Authenticators();
    Q_DISABLE_COPY_MOVE(Authenticators)

    //! Null for AuthMode::None.
    Authenticator *of(AuthMode mode);

private:
    Make m_make;
    std::array<std::unique_ptr<Authenticator>, AuthModeCount> m_made;
};

} // namespace signalbox
