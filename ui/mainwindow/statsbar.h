#pragma once

#include "core/console/console.h"
#include "ui/mainwindow/statsrates.h"

#include <QWidget>

class QLabel;

namespace signalbox {

//! Shows the state of the server, the number of connections, rates and latency in one line.
class StatsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit StatsBar(QWidget *parent = nullptr);

    void setState(ServerState state);
    void addStats(const ServerStats &stats);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    ServerState m_state = ServerState::Stopped;
    std::optional<ServerStats> m_last;
    std::optional<StatsRates> m_rates;
    QLabel *m_stateText = nullptr;
    QLabel *m_connections = nullptr;
    QLabel *m_in = nullptr;
    QLabel *m_out = nullptr;
    QLabel *m_latency = nullptr;
};

} // namespace signalbox
