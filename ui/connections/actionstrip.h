#pragma once

#include "ui/connections/longaction.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace signalbox {

//! Shows one action while it goes on, with a button to cancel it, and afterwards how it ended, with a button for the report.
class ActionStrip final : public QFrame
{
    Q_OBJECT
public:
    //! The strip needs \a action until it has finished.
    explicit ActionStrip(LongAction &action, QWidget *parent = nullptr);

    bool isFinished() const { return m_isFinished; }
    bool isSuccess() const { return m_isSuccess; }

    void showReport();

Q_SIGNALS:
    //! Emitted when the user does not want to see it any longer.
    void dismissed();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    void finish();
    void showText();
    void retranslate();

    QPointer<LongAction> m_action; //!< null: deleted after it has finished
    CommandBody m_command;
    std::vector<LongAction::Result> m_results; //!< when it has finished
    bool m_isFinished = false;
    bool m_isSuccess = false;
    QString m_sentence;
    QLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_report;
    QToolButton *m_dismiss;
};

} // namespace signalbox
