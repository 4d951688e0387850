#include "ui/mainwindow/statsbar.h"

#include "ui/theme/accent.h"
#include "ui/theme/format.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <climits>

namespace signalbox {

StatsBar::StatsBar(QWidget *parent)
    : QWidget(parent)
    , m_stateText(new QLabel(this))
    , m_connections(new QLabel(this))
    , m_in(new QLabel(this))
    , m_out(new QLabel(this))
    , m_latency(new QLabel(this))
{
    m_stateText->setObjectName(QStringLiteral("serverState"));
    m_connections->setObjectName(QStringLiteral("connectionCount"));
    m_in->setObjectName(QStringLiteral("rateIn"));
    m_out->setObjectName(QStringLiteral("rateOut"));
    m_latency->setObjectName(QStringLiteral("medianLatency"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 0);
    layout->setSpacing(10);
    for (QLabel *label : {m_stateText, m_connections, m_in, m_out, m_latency}) {
        if (label != m_stateText) {
            auto *line = new QFrame(this);
            line->setFrameShape(QFrame::VLine);
            line->setFrameShadow(QFrame::Sunken);
            layout->addWidget(line);
        }
        layout->addWidget(label);
    }
    refresh();
}

void StatsBar::setState(ServerState state)
{
    if (state != m_state && state == ServerState::Stopped) {
        m_last.reset();
        m_rates.reset();
    }
    m_state = state;
    refresh();
}

void StatsBar::addStats(const ServerStats &stats)
{
    m_rates = m_last ? ratesBetween(*m_last, stats) : std::nullopt;
    m_last = stats;
    refresh();
}

void StatsBar::refresh()
{
    const auto [word, shape, accent] = [this]() -> std::tuple<QString, QChar, Accent> {
        switch (m_state) {
        case ServerState::Running:
            return {tr("Listening"), QChar(0x25CF), Accent::Good};
        case ServerState::Draining:
            return {tr("Stopping"), QChar(0x25D0), Accent::Notice};
        case ServerState::Stopped:
            break;
        }
        return {tr("Stopped"), QChar(0x25CB), Accent::Bad};
    }();
    m_stateText->setText(
        QStringLiteral("<span style=\"color:%1\">%2</span> %3")
            .arg(accentColor(accent, palette().color(QPalette::Window)).name(), shape, word.toHtmlEscaped()));
    const quint64 connections = m_last ? m_last->connections : 0;
    m_connections->setText(tr("%Ln connection(s)", nullptr, int(std::min<quint64>(connections, INT_MAX))));
    const StatsRates rates = m_rates.value_or(StatsRates{});
    m_in->setText(tr("↓ In %1 · %2").arg(Format::rate(rates.messagesIn), Format::byteRate(rates.bytesIn)));
    m_in->setToolTip(tr("Messages and bytes a second from the connections"));
    m_out->setText(
        tr("↑ Out %1 · %2").arg(Format::rate(rates.messagesOut), Format::byteRate(rates.bytesOut)));
    m_out->setToolTip(tr("Messages and bytes a second to the connections"));
    const bool measured = m_last && m_last->medianLatency;
    m_latency->setText(tr("Median latency %1")
                           .arg(measured ? Format::latency(*m_last->medianLatency) : QStringLiteral("–")));
    m_latency->setToolTip(tr("Half of the connections answer faster than this"));
}

void StatsBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace signalbox
