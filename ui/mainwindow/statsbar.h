#pragma once

#include "core/console/console.h"
#include "ui/mainwindow/statsrates.h"

#include <QWidget>

class QLabel;

namespace signalbox {

//! Shows rates, latency and queued bytes of the server in one line. Each figure has a fixed place, so that the line does
//! not move while the figures change.
class StatsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit StatsBar(QWidget *parent = nullptr);

    //! Forgets the figures of a server that has stopped.
    void clear();
    void addStats(const ServerStats &stats);
    //! Leaves out the rates of bytes, for a narrow window.
    void setCompact(bool on);

protected:
    void changeEvent(QEvent *event) override;

private:
    QLabel *makeFigure(const QString &name);
    void buildLayout();
    void fixWidths();
    void retranslate();
    void refresh();

    std::optional<ServerStats> m_last;
    SmoothedRates m_rates;
    QLabel *m_inTitle = nullptr;
    QLabel *m_messagesIn = nullptr;
    QLabel *m_bytesIn = nullptr;
    QLabel *m_outTitle = nullptr;
    QLabel *m_messagesOut = nullptr;
    QLabel *m_bytesOut = nullptr;
    QLabel *m_latencyTitle = nullptr;
    QLabel *m_latency = nullptr;
    QLabel *m_slowTitle = nullptr;
    QLabel *m_slow = nullptr;
    QLabel *m_queuedTitle = nullptr;
    QLabel *m_queued = nullptr;
};

} // namespace signalbox
