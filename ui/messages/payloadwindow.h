#pragma once

#include "ui/messages/payloadpane.h"

#include <QWidget>

class QLabel;

namespace signalbox {

//! A window with one message, which stays while the selection of the log goes on. Any number may be open.
class PayloadWindow final : public QWidget
{
    Q_OBJECT
public:
    //! Closes together with \a parent; otherwise deletes itself when it is closed.
    PayloadWindow(const MessageRow &row, const PayloadPane::Choices &choices, QWidget *parent);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    quint64 m_number;
    PayloadPane *m_pane;
    QLabel *m_status;
};

} // namespace signalbox
