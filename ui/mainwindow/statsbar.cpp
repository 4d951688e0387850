#include "ui/mainwindow/statsbar.h"

#include "ui/theme/accent.h"
#include "ui/theme/format.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <array>
#include <climits>

namespace signalbox {

namespace {

constexpr int TitleSpacing = 5;
constexpr int GroupSpacing = 10;

struct StateText
{
    QString word;
    QChar shape;
    Accent accent;
};

StateText textOf(ServerState state)
{
    switch (state) {
    case ServerState::Running:
        return {StatsBar::tr("Listening"), QChar(0x25CF), Accent::Good};
    case ServerState::Draining:
        return {StatsBar::tr("Stopping"), QChar(0x25D0), Accent::Notice};
    case ServerState::Stopped:
        break;
    }
    return {StatsBar::tr("Stopped"), QChar(0x25CB), Accent::Bad};
}

QString connectionsText(quint64 count)
{
    return StatsBar::tr("%Ln connection(s)", nullptr, int(std::min<quint64>(count, INT_MAX)));
}

//! Gives \a label the width of the longest of \a samples, and leaves one of them in it. A longer text widens it once, it never becomes narrower.
void reserve(QLabel *label, const QStringList &samples)
{
    int width = 0;
    for (const QString &sample : samples) {
        label->setText(sample);
        width = std::max(width, label->sizeHint().width());
    }
    label->setMinimumWidth(width);
}

void showFigure(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setMinimumWidth(std::max(label->minimumWidth(), label->sizeHint().width()));
}

} // namespace

StatsBar::StatsBar(QWidget *parent)
    : QWidget(parent)
    , m_stateText(new QLabel(this))
    , m_connections(makeFigure(QStringLiteral("connectionCount")))
    , m_inTitle(new QLabel(this))
    , m_messagesIn(makeFigure(QStringLiteral("rateIn")))
    , m_bytesIn(makeFigure(QStringLiteral("byteRateIn")))
    , m_outTitle(new QLabel(this))
    , m_messagesOut(makeFigure(QStringLiteral("rateOut")))
    , m_bytesOut(makeFigure(QStringLiteral("byteRateOut")))
    , m_latencyTitle(new QLabel(this))
    , m_latency(makeFigure(QStringLiteral("medianLatency")))
{
    m_stateText->setObjectName(QStringLiteral("serverState"));
    buildLayout();
    retranslate();
}

QLabel *StatsBar::makeFigure(const QString &name)
{
    auto *figure = new QLabel(this);
    figure->setObjectName(name);
    figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return figure;
}

void StatsBar::buildLayout()
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 0);
    layout->setSpacing(GroupSpacing);
    const std::array<QList<QLabel *>, 5> groups{{{m_stateText},
                                                 {m_connections},
                                                 {m_inTitle, m_messagesIn, m_bytesIn},
                                                 {m_outTitle, m_messagesOut, m_bytesOut},
                                                 {m_latencyTitle, m_latency}}};
    for (const QList<QLabel *> &group : groups) {
        if (layout->count() > 0) {
            auto *line = new QFrame(this);
            line->setFrameShape(QFrame::VLine);
            line->setFrameShadow(QFrame::Sunken);
            layout->addWidget(line);
        }
        auto *figures = new QHBoxLayout;
        figures->setSpacing(TitleSpacing);
        for (QLabel *label : group)
            figures->addWidget(label);
        layout->addLayout(figures);
    }
}

void StatsBar::setState(ServerState state)
{
    if (state != m_state && state == ServerState::Stopped) {
        m_last.reset();
        m_rates.clear();
    }
    m_state = state;
    refresh();
}

void StatsBar::addStats(const ServerStats &stats)
{
    m_rates.add(stats);
    m_last = stats;
    refresh();
}

void StatsBar::setCompact(bool on)
{
    m_bytesIn->setHidden(on);
    m_bytesOut->setHidden(on);
}

void StatsBar::fixWidths()
{
    QStringList states;
    for (const ServerState state : {ServerState::Stopped, ServerState::Running, ServerState::Draining}) {
        const StateText text = textOf(state);
        states += text.shape + QStringLiteral("  ") + text.word;
    }
    reserve(m_stateText, states);
    reserve(m_connections, {connectionsText(88'888)});
    for (QLabel *label : {m_messagesIn, m_messagesOut})
        reserve(label, {Format::rate(888'888)});
    for (QLabel *label : {m_bytesIn, m_bytesOut})
        reserve(label, {Format::byteRate(88'800), Format::byteRate(888), Format::byteRate(88.8e6)});
    using namespace std::chrono_literals;
    reserve(m_latency, {Format::latency(888ms), Format::latency(888us), Format::latency(88800ms)});
}

void StatsBar::retranslate()
{
    m_inTitle->setText(tr("↓ In"));
    m_outTitle->setText(tr("↑ Out"));
    m_latencyTitle->setText(tr("Median latency"));
    const QString in = tr("Messages and bytes a second from the connections, over the last four seconds");
    const QString out = tr("Messages and bytes a second to the connections, over the last four seconds");
    for (QLabel *label : {m_inTitle, m_messagesIn, m_bytesIn})
        label->setToolTip(in);
    for (QLabel *label : {m_outTitle, m_messagesOut, m_bytesOut})
        label->setToolTip(out);
    for (QLabel *label : {m_latencyTitle, m_latency})
        label->setToolTip(
            tr("Half of the connections answer the pings of the server faster than this: the median of the "
               "latencies in the list. Pings are sent each heartbeat.interval, also while messages flow"));
    fixWidths();
    refresh();
}

void StatsBar::refresh()
{
    const StateText state = textOf(m_state);
    showFigure(m_stateText, QStringLiteral("<span style=\"color:%1\">%2</span> %3")
                                .arg(accentColor(state.accent, palette().color(QPalette::Window)).name(),
                                     state.shape, state.word.toHtmlEscaped()));
    showFigure(m_connections, connectionsText(m_last ? m_last->connections : 0));
    const StatsRates rates = m_rates.rates().value_or(StatsRates{});
    showFigure(m_messagesIn, Format::rate(rates.messagesIn));
    showFigure(m_bytesIn, Format::byteRate(rates.bytesIn));
    showFigure(m_messagesOut, Format::rate(rates.messagesOut));
    showFigure(m_bytesOut, Format::byteRate(rates.bytesOut));
    const bool isMeasured = m_last && m_last->medianLatency;
    showFigure(m_latency, isMeasured ? Format::latency(*m_last->medianLatency) : QStringLiteral("–"));
}

void StatsBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace signalbox
