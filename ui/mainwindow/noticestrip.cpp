#include "ui/mainwindow/noticestrip.h"

#include <QEvent>
#include <QLocale>

namespace signalbox {

NoticeStrip::NoticeStrip(QWidget *parent, std::chrono::milliseconds time)
    : QLabel(parent)
    , m_time(time)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &NoticeStrip::next);
    refresh();
}

void NoticeStrip::post(const QString &text)
{
    if (text.isEmpty() || text == (m_queue.isEmpty() ? m_current : m_queue.last()))
        return;
    m_queue.append(text);
    if (m_queue.size() > MaxQueued)
        m_queue.removeFirst();
    if (!m_timer.isActive()) {
        next();
        return;
    }
    if (m_timer.remainingTimeAsDuration() > shortTime())
        m_timer.start(shortTime());
    refresh();
}

void NoticeStrip::setHint(const QString &text)
{
    if (text == m_hint)
        return;
    m_hint = text;
    refresh();
}

void NoticeStrip::next()
{
    m_current = m_queue.isEmpty() ? QString() : m_queue.takeFirst();
    if (m_current.isEmpty())
        m_timer.stop();
    else
        m_timer.start(m_queue.isEmpty() ? m_time : shortTime());
    refresh();
    Q_EMIT currentChanged(m_current);
}

void NoticeStrip::refresh()
{
    QString text = m_current.isEmpty() ? m_hint : m_current;
    if (!m_queue.isEmpty())
        text += u' ' + tr("(%L1 more)").arg(m_queue.size());
    setText(fontMetrics().elidedText(text, Qt::ElideRight, std::max(0, width() - 2 * margin())));
    QStringList all = m_queue;
    all.prepend(m_current);
    setToolTip(m_current.isEmpty() ? QString() : all.join(u'\n'));
    setAccessibleName(m_current.isEmpty() ? tr("No news") : m_current);
}

QSize NoticeStrip::minimumSizeHint() const
{
    return {60, QLabel::minimumSizeHint().height()};
}

void NoticeStrip::mousePressEvent(QMouseEvent *event)
{
    QLabel::mousePressEvent(event);
    next();
}

void NoticeStrip::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    refresh();
}

void NoticeStrip::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace signalbox
