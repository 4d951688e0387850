#pragma once

#include "core/base/uniquefd.h"

#include <QTest>

#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace signalbox::test {

//! Two ends of a line within the process: ours is watched, theirs speaks.
struct Pair
{
    Pair()
    {
        int both[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both) == 0) {
            ours = UniqueFd(both[0]);
            theirs = UniqueFd(both[1]);
        }
    }
    void send(const char *text) const { QVERIFY(::write(theirs.get(), text, std::strlen(text)) > 0); }
    void receive() const
    {
        char buffer[64];
        QVERIFY(::read(ours.get(), buffer, sizeof buffer) > 0);
    }

    UniqueFd ours;
    UniqueFd theirs;
};

} // namespace signalbox::test
