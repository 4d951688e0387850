#pragma once

#include "core/config/config.h"

#include <QTest>

#include <initializer_list>

namespace signalbox::test {

//! For initTestCase_data(): every test of the file runs with each of these numbers of io threads.
inline void addThreadRows(std::initializer_list<int> counts)
{
    QTest::addColumn<int>("threads");
    for (const int threads : counts)
        QTest::addRow("%d thread(s)", threads) << threads;
}

//! Any port of loopback, as many io threads as the row says, and a short deadline for the closing handshake.
inline Config anyPort()
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.limits.closing = std::chrono::milliseconds(500);
    QFETCH_GLOBAL(int, threads);
    config.server.threads = threads;
    return config;
}

} // namespace signalbox::test
