#include "ui/details/detailspane.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/details/detailstext.h"
#include "ui/details/factlist.h"
#include "ui/details/latencychart.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QScrollArea>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds RefreshInterval{1000};

QLabel *makeLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    return label;
}

void makeBold(QLabel &label)
{
    QFont font = label.font();
    font.setBold(true);
    label.setFont(font);
}

} // namespace

DetailsPane::DetailsPane(ConnectionsApi &api, const ConnectionsModel &model, QWidget *parent,
                         std::function<WallTime()> clock)
    : QWidget(parent)
    , m_api(api)
    , m_model(model)
    , m_clock(std::move(clock))
    , m_timer(this)
    , m_pages(new QStackedLayout)
    , m_hint(makeLabel(u"detailsHint"_s, this))
{
    setObjectName(u"details"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Spacing::Medium);
    layout->addLayout(m_pages, 1);
    m_hint->setAlignment(Qt::AlignTop);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_pages->addWidget(m_hint);
    m_pages->addWidget(makeContent());
    m_earlier = makeLabel(u"earlier"_s, this);
    m_earlier->setWordWrap(true);
    m_earlier->setForegroundRole(QPalette::PlaceholderText);
    m_earlier->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_earlier->hide();
    layout->addWidget(m_earlier);
    setFocusProxy(m_scroll);

    connect(&m_api, &ConnectionsApi::detailsReported, this, &DetailsPane::take);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        refresh();
        request();
    });
    retranslate();
}

DetailsPane::~DetailsPane() = default;

QWidget *DetailsPane::makeContent()
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, Spacing::Medium, 0); // beside the scroll bar
    layout->setSpacing(Spacing::Small);

    auto *headline = new QHBoxLayout;
    headline->setSpacing(Spacing::Medium);
    m_name = new ElidedLabel;
    m_name->setObjectName(u"headline"_s);
    makeBold(*m_name);
    m_state = makeLabel(u"state"_s, content);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    headline->addWidget(m_name);
    headline->addWidget(m_state);
    headline->addStretch();
    m_ban = new QToolButton;
    m_ban->setObjectName(u"banShown"_s);
    m_ban->setFocusPolicy(Qt::TabFocus);
    connect(m_ban, &QToolButton::clicked, this, [this] { Q_EMIT banRequested(banSubject()); });
    headline->addWidget(m_ban);
    layout->addLayout(headline);
    m_why = makeLabel(u"why"_s, content);
    m_why->setWordWrap(true);
    m_why->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_why);

    addSection(layout, u"identity"_s, m_identity = new FactList);
    m_trafficTitle = addSection(layout, u"traffic"_s, m_traffic = new FactList);
    m_latencyTitle = addSection(layout, u"latency"_s, m_latency = new LatencyChart);
    m_networkTitle = addSection(layout, u"network"_s, m_network = new FactList);
    m_eventsTitle = addSection(layout, u"events"_s, m_events = new FactList);
    m_requestTitle = addSection(layout, u"request"_s, m_request = new FactList);
    layout->addStretch();

    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(u"detailsScroll"_s);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    m_scroll->setWidget(content);
    // The page of the inspector has the background of lists.
    m_scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return m_scroll;
}

//! Returns its title.
QLabel *DetailsPane::addSection(QVBoxLayout *layout, const QString &name, QWidget *content)
{
    QLabel *title = makeLabel(name + u"Title"_s, this);
    makeBold(*title);
    content->setObjectName(name);
    layout->addSpacing(Spacing::Small);
    layout->addWidget(title);
    layout->addWidget(content);
    title->setVisible(name != "identity"_L1); // the headline is above it
    return title;
}

void DetailsPane::setConnections(const QList<ConnectionId> &connections)
{
    const bool isNothing = connections.isEmpty() && (m_sheet || m_shown.size() == 1);
    if (isNothing || (!m_sheet && connections == m_shown))
        return;
    m_sheet.reset();
    m_shown = connections;
    m_row.reset();
    m_report.reset();
    m_scroll->ensureVisible(0, 0);
    updateTimer();
    refresh();
    request();
}

void DetailsPane::showFacts(const FactSheet &sheet)
{
    m_shown.clear();
    m_row.reset();
    m_report.reset();
    m_sheet = sheet;
    m_scroll->ensureVisible(0, 0);
    updateTimer();
    refresh();
}

void DetailsPane::setWatching(bool on)
{
    m_ended.clear();
    m_subscription = on ? m_api.subscribeClosed({}) : nullptr;
    if (!m_subscription)
        return;
    connect(m_subscription.get(), &ClosedSubscription::closed, this, [this](const ClosedBatch &batch) {
        m_ended.add(batch);
        if (isVisible())
            refresh();
    });
}

void DetailsPane::updateTimer()
{
    const bool isNeeded = isVisible() && !m_shown.isEmpty();
    if (isNeeded && !m_timer.isActive())
        m_timer.start(RefreshInterval);
    else if (!isNeeded)
        m_timer.stop();
}

void DetailsPane::request()
{
    if (m_isAsked || !isVisible() || m_shown.size() != 1)
        return;
    if (const ConnectionRow *row = m_model.find(m_shown.front()); !row || row->isEnded())
        return;
    m_isAsked = true;
    m_api.requestDetails(m_shown.front());
}

// Others may ask, too.
void DetailsPane::take(const ConnectionReport &report)
{
    if (!m_isAsked)
        return;
    m_isAsked = false;
    if (m_shown.size() != 1)
        return;
    if (report.id != m_shown.front()) {
        request(); // another one was chosen meanwhile
        return;
    }
    if (report.isFound)
        m_report = report; // else the last one stays
    refresh();
}

void DetailsPane::refresh()
{
    const bool isEmpty = m_shown.isEmpty() && !m_sheet;
    m_pages->setCurrentIndex(isEmpty ? 0 : 1);
    if (m_shown.size() != 1)
        m_earlier->hide();
    if (m_sheet)
        refreshSheet();
    else if (m_shown.size() == 1)
        refreshOne();
    else if (!isEmpty)
        refreshSummary();
    m_ban->setVisible(!banSubject().isEmpty());
}

BanSubject DetailsPane::banSubject() const
{
    if (m_sheet)
        return m_sheet->ban;
    return m_row ? subjectOf(m_row->info) : BanSubject();
}

void DetailsPane::refreshOne()
{
    const ConnectionRow *live = m_model.find(m_shown.front());
    if (live)
        m_row = *live;
    if (!m_row) { // it has ended before it was shown
        m_name->setFullText(tr("Connection %1").arg(m_shown.front().toString()));
        m_state->setText(tr("has ended"));
        showSections(false);
        m_identity->setFacts({});
        return;
    }
    const WallTime now = m_clock();
    const ConnectionInfo &info = m_row->info;
    const EndedConnection *ended = m_ended.find(info.id, info.connectedAt);
    const bool isOver = ended || !live || live->isEnded();
    const WallTime end = ended ? ended->closedAt : now;
    m_name->setFullText(info.user.isEmpty() ? userInText({}) : visibleText(info.user));
    m_state->setText(tr("#%1 · %2")
                         .arg(info.id.toString(), (isOver ? tr("was open for %1") : tr("open for %1"))
                                                      .arg(Format::duration(end - info.connectedAt))));
    const QString why = ended ? DetailsText::why(*ended) : QString();
    m_why->setText(!ended          ? QString()
                   : why.isEmpty() ? DetailsText::closed(*ended, now)
                                   : tr("%1: %2").arg(DetailsText::closed(*ended, now), why));
    m_why->setVisible(ended != nullptr);

    const ConnectionReport *report = m_report ? &*m_report : nullptr;
    showSections(true);
    m_identity->setFacts(DetailsText::identity(*m_row, report, now));
    m_traffic->setFacts(DetailsText::traffic(m_row->activity, report));
    m_latency->setPoints(m_row->latencies.points(end), end);
    setReport(report);

    const EndedConnection *earlier = isOver || info.user.isEmpty() ? nullptr : m_ended.latestOf(info.user);
    m_earlier->setVisible(earlier != nullptr);
    if (earlier) {
        const QString reason = DetailsText::why(*earlier);
        m_earlier->setText(reason.isEmpty()
                               ? tr("Earlier: %1").arg(DetailsText::closed(*earlier, now))
                               : tr("Earlier: %1, “%2”").arg(DetailsText::closed(*earlier, now), reason));
    }
}

//! \a report null: not there yet.
void DetailsPane::setReport(const ConnectionReport *report)
{
    m_network->setFacts(report ? DetailsText::network(*report) : Facts());
    m_events->setFacts(DetailsText::events(
        m_row->info, report ? report->events : std::vector<ConnectionEvent>(), m_clock()));
    m_request->setFacts(report ? DetailsText::request(report->requestHead) : Facts());
    m_networkTitle->setVisible(report);
    m_requestTitle->setVisible(report);
}

void DetailsPane::refreshSummary()
{
    std::vector<const ConnectionRow *> rows;
    rows.reserve(std::size_t(m_shown.size()));
    for (const ConnectionId id : std::as_const(m_shown)) {
        if (const ConnectionRow *row = m_model.find(id))
            rows.push_back(row);
    }
    m_name->setFullText(tr("%Ln connection(s)", nullptr, int(rows.size())));
    m_state->clear();
    m_why->hide();
    showSections(false);
    m_identity->setFacts(DetailsText::summary(rows, m_clock()));
}

void DetailsPane::refreshSheet()
{
    m_name->setFullText(m_sheet->headline);
    m_state->clear();
    m_why->setText(m_sheet->sentence);
    m_why->setVisible(!m_sheet->sentence.isEmpty());
    showSections(false);
    m_identity->setFacts(m_sheet->facts);
}

void DetailsPane::showSections(bool ofOne)
{
    for (QWidget *part : {static_cast<QWidget *>(m_trafficTitle), static_cast<QWidget *>(m_traffic),
                          static_cast<QWidget *>(m_latencyTitle), static_cast<QWidget *>(m_latency),
                          static_cast<QWidget *>(m_networkTitle), static_cast<QWidget *>(m_network),
                          static_cast<QWidget *>(m_eventsTitle), static_cast<QWidget *>(m_events),
                          static_cast<QWidget *>(m_requestTitle), static_cast<QWidget *>(m_request)})
        part->setVisible(ofOne);
}

void DetailsPane::retranslate()
{
    m_hint->setText(
        tr("Select a connection to see its details: rooms, latency, network and what happened to it. "
           "Select several for a summary."));
    m_trafficTitle->setText(tr("Traffic"));
    m_latencyTitle->setText(tr("Latency, last 5 minutes"));
    m_networkTitle->setText(tr("Network"));
    m_eventsTitle->setText(tr("What happened"));
    m_requestTitle->setText(tr("Request"));
    m_ban->setText(tr("Ban…"));
    m_ban->setToolTip(tr("Keep this user, address or Origin out"));
    m_scroll->setAccessibleName(tr("Details"));
    m_why->setAccessibleName(tr("Why it ended"));
    m_earlier->setAccessibleName(tr("Connection before"));
    refresh();
}

void DetailsPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void DetailsPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateTimer();
    refresh();
    request();
}

void DetailsPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

} // namespace signalbox
