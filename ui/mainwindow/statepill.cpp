#include "ui/mainwindow/statepill.h"

#include "ui/theme/accent.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace signalbox {

namespace {

int discSize(const QFontMetrics &metrics)
{
    return metrics.ascent() * 2 / 3;
}

} // namespace

StatePill::StatePill(QWidget *parent)
    : QLabel(parent)
{
    setObjectName(QStringLiteral("serverState"));
    QFont bold = font();
    bold.setBold(true);
    setFont(bold);
    retranslate();
}

void StatePill::setState(ServerState state, bool hasFailed)
{
    m_state = state;
    m_hasFailed = hasFailed;
    retranslate();
}

QSize StatePill::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {metrics.horizontalAdvance(text()) + discSize(metrics) + Spacing::Medium + 2 * Spacing::Large,
            metrics.height() + Spacing::Medium};
}

void StatePill::paintEvent(QPaintEvent *)
{
    const bool isListening = m_state == ServerState::Running && !m_hasFailed;
    const Accent accent = isListening                        ? Accent::Brand
                          : m_state == ServerState::Draining ? Accent::Notice
                                                             : Accent::Bad;
    const QColor window = palette().color(QPalette::Window);
    const QColor ground = isListening ? selectionColor(palette()) : palette().color(QPalette::Base);
    const QColor color = accentColor(accent, isListening ? ground : window);

    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF pill = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setBrush(ground);
    painter.setPen(isListening ? ground : color);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);

    // A disc, half a disc, a ring: the state can be seen without the colour.
    const int size = discSize(fontMetrics());
    const QRectF disc(Spacing::Large, (height() - size) / 2.0, size, size);
    const QRectF place =
        layoutDirection() == Qt::RightToLeft ? QRectF(width() - disc.right(), disc.top(), size, size) : disc;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(isListening ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawEllipse(place);
    if (m_state == ServerState::Draining) {
        painter.setBrush(color);
        painter.drawPie(place, 90 * 16, 180 * 16);
    }
    painter.setPen(color);
    painter.drawText(style()->visualRect(layoutDirection(), rect(),
                                         rect().adjusted(Spacing::Large + size + Spacing::Medium, 0, 0, 0)),
                     Qt::AlignVCenter | Qt::AlignLeading, text());
}

void StatePill::retranslate()
{
    switch (m_state) {
    case ServerState::Running:
        setText(m_hasFailed ? tr("Not listening") : tr("Listening"));
        setToolTip(m_hasFailed ? tr("The server runs without an address to connect to")
                               : tr("Clients can connect"));
        break;
    case ServerState::Draining:
        setText(tr("Draining"));
        setToolTip(tr("No new connections; the present ones are being closed"));
        break;
    case ServerState::Stopped:
        setText(m_hasFailed ? tr("Not listening") : tr("Stopped"));
        setToolTip(m_hasFailed ? tr("The server could not start") : tr("Nobody can connect"));
        break;
    }
    setAccessibleName(text());
    updateGeometry();
    update();
}

void StatePill::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace signalbox
