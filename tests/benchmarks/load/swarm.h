#pragma once

#include "client.h"
#include "options.h"
#include "stamp.h"

#include <deque>

namespace load {

//! All clients of a run and the loop that serves them: one thread, one epoll set.
class Swarm
{
public:
    //! Keeps a reference to \a options.
    Swarm(const Options &options, ClientEvents &events);

    //! Connects all clients, a bounded number at the same time. Returns false if the server rejected some or
    //! did not answer in time.
    bool connectAll();
    //! Starts \a client, for the first time or again.
    bool start(Client &client);
    //! Handles the clients that are ready, once; waits for them until \a until (nanoseconds of the steady clock).
    void turn(std::int64_t until);
    //! Handles clients until \a done returns true or until \a until. Returns whether it was done.
    template <typename Done>
    bool serve(std::int64_t until, Done &&done)
    {
        while (!done()) {
            if (steadyNow() >= until)
                return false;
            turn(until);
        }
        return true;
    }
    void serve(std::int64_t until)
    {
        serve(until, [] { return false; });
    }

    std::deque<Client> &clients() { return m_clients; }
    Client &at(std::size_t i) { return m_clients[i]; }
    std::size_t size() const { return m_clients.size(); }
    //! Connections so far.
    quint64 started() const { return m_started; }
    quint64 pingsSeen() const { return m_context.pingsSeen; }

private:
    const Options &m_options;
    ClientContext m_context;
    signalbox::UniqueFd m_epoll;
    std::deque<Client> m_clients; //!< addresses are stable
    quint64 m_started = 0;
};

inline constexpr std::int64_t Second = 1'000'000'000;
inline constexpr std::int64_t seconds(double count)
{
    return std::int64_t(count * double(Second));
}

} // namespace load
