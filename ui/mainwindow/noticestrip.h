#pragma once

#include <QLabel>
#include <QStringList>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace signalbox {

//! Says how things went, one after the other: each for MinimumTime, or for HurriedTime while others wait, so
//! that what was just done is not told half a minute later. A click goes on to the next.
class NoticeStrip final : public QLabel
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds MinimumTime{5000};
    static constexpr std::chrono::milliseconds HurriedTime{1500};
    static constexpr qsizetype MaxWaiting = 20;

    explicit NoticeStrip(QWidget *parent = nullptr, std::chrono::milliseconds time = MinimumTime);

    //! Shows \a text now or after those that wait. The same text again, still shown or last in line, is not
    //! repeated.
    void post(const QString &text);
    //! The notice shown now, without the mark for those that wait.
    QString current() const { return m_current; }
    qsizetype waiting() const { return m_waiting.size(); }

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    //! \a text is shown from now on; empty: nothing is.
    void currentChanged(const QString &text);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void next();
    void refresh();
    std::chrono::milliseconds hurried() const { return std::min(m_time, HurriedTime); }

    std::chrono::milliseconds m_time;

    QString m_current;
    QStringList m_waiting;
    QTimer m_timer;
};

} // namespace signalbox
