#include "ui/mainwindow/statsbar.h"

#include "ui/theme/format.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

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
    , m_inTitle(new QLabel(this))
    , m_messagesIn(makeFigure(QStringLiteral("rateIn")))
    , m_bytesIn(makeFigure(QStringLiteral("byteRateIn")))
    , m_outTitle(new QLabel(this))
    , m_messagesOut(makeFigure(QStringLiteral("rateOut")))
    , m_bytesOut(makeFigure(QStringLiteral("byteRateOut")))
    , m_latencyTitle(new QLabel(this))
    , m_latency(makeFigure(QStringLiteral("medianLatency")))
    , m_slowTitle(new QLabel(this))
    , m_slow(makeFigure(QStringLiteral("p95Latency")))
    , m_queuedTitle(new QLabel(this))
    , m_queued(makeFigure(QStringLiteral("queuedBytes")))
{
    buildLayout();
    retranslate();
}

QLabel *StatsBar::makeFigure(const QString &name)
{
    auto *figure = new QLabel(this);
    figure->setObjectName(name);
    return figure;
}

void StatsBar::buildLayout()
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Spacing::Large, 0, 0, 0);
    m_slowTitle->setForegroundRole(QPalette::PlaceholderText);
    layout->setSpacing(2 * Spacing::Medium);
    const std::array<QList<QLabel *>, 4> groups{{{m_inTitle, m_messagesIn, m_bytesIn},
                                                 {m_outTitle, m_messagesOut, m_bytesOut},
                                                 {m_latencyTitle, m_latency, m_slowTitle, m_slow},
                                                 {m_queuedTitle, m_queued}}};
    for (const QList<QLabel *> &group : groups) {
        group.constFirst()->setForegroundRole(QPalette::PlaceholderText);
        auto *figures = new QHBoxLayout;
        figures->setSpacing(Spacing::Small);
        for (QLabel *label : group)
            figures->addWidget(label);
        layout->addLayout(figures);
    }
}

void StatsBar::clear()
{
    m_last.reset();
    m_rates.clear();
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
    m_slowTitle->setHidden(on);
    m_slow->setHidden(on);
}

void StatsBar::fixWidths()
{
    for (QLabel *label : {m_messagesIn, m_messagesOut})
        reserve(label, {Format::rate(888'888)});
    for (QLabel *label : {m_bytesIn, m_bytesOut})
        reserve(label, {Format::byteRate(88'800), Format::byteRate(888), Format::byteRate(88.8e6)});
    using namespace std::chrono_literals;
    for (QLabel *label : {m_latency, m_slow})
        reserve(label, {Format::latency(888ms), Format::latency(888us), Format::latency(88800ms)});
    reserve(m_queued, {Format::bytes(888), Format::bytes(88'800), Format::bytes(88'800'000)});
}

void StatsBar::retranslate()
{
    m_inTitle->setText(QStringLiteral("↓"));
    m_outTitle->setText(QStringLiteral("↑"));
    m_latencyTitle->setText(tr("Median latency"));
    m_slowTitle->setText(tr("p95", "the latency below which 95 % are"));
    m_queuedTitle->setText(tr("Queued"));
    for (QLabel *label : {m_queuedTitle, m_queued})
        label->setToolTip(tr("Bytes that wait for connections that read slowly"));
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
    for (QLabel *label : {m_slowTitle, m_slow})
        label->setToolTip(tr("95 of 100 connections answer faster than this"));
    fixWidths();
    refresh();
}

void StatsBar::refresh()
{
    const StatsRates rates = m_rates.rates().value_or(StatsRates{});
    showFigure(m_messagesIn, Format::rate(rates.messagesIn));
    showFigure(m_bytesIn, Format::byteRate(rates.bytesIn));
    showFigure(m_messagesOut, Format::rate(rates.messagesOut));
    showFigure(m_bytesOut, Format::byteRate(rates.bytesOut));
    const auto textOf = [](const std::optional<Nanoseconds> &latency) {
        return latency ? Format::latency(*latency) : QStringLiteral("–");
    };
    showFigure(m_latency, textOf(m_last ? m_last->medianLatency : std::nullopt));
    showFigure(m_slow, textOf(m_last ? m_last->p95Latency : std::nullopt));
    showFigure(m_queued, Format::bytes(m_last ? m_last->queuedBytes : 0));
}

void StatsBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

} // namespace signalbox
