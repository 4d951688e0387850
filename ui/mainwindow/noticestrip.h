#pragma once

#include <QLabel>
#include <QStringList>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace signalbox {

//! Shows short messages about finished actions one after the other: each for UsualTime, or for ShortTime
//! while others are queued, so that a message does not appear long after its action. A click shows the next
//! one.
class NoticeStrip final : public QLabel
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds UsualTime{5000};
    static constexpr std::chrono::milliseconds ShortTime{1500};
    static constexpr qsizetype MaxQueued = 20;

    explicit NoticeStrip(QWidget *parent = nullptr, std::chrono::milliseconds time = UsualTime);

    //! Shows \a text now, or after the queued ones. Ignored if \a text is the same as the last one that is
    //! shown or queued.
    void post(const QString &text);
    //! Returns the notice that is shown, without the number of queued ones.
    QString current() const { return m_current; }
    qsizetype queued() const { return m_queue.size(); }
    //! Sets a text to show while there is no notice, such as the explanation of the menu entry under the mouse.
    void setHint(const QString &text);

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    //! Emitted when another notice is shown; \a text is empty if there is none.
    void currentChanged(const QString &text);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void next();
    void refresh();
    std::chrono::milliseconds shortTime() const { return std::min(m_time, ShortTime); }

    std::chrono::milliseconds m_time;

    QString m_current;
    QString m_hint;
    QStringList m_queue;
    QTimer m_timer;
};

} // namespace signalbox
