#pragma once

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QPushButton;

namespace signalbox {

//! Asks for confirmation and shows the number of connections. Cancel is the default.
class CloseAllDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit CloseAllDialog(int connections, QWidget *parent = nullptr);

    //! Updates the number while the dialog is open. At 0 only Cancel is enabled.
    void setConnections(int connections);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslateUi();

    int m_connections = 0;
    QLabel *m_icon = nullptr;
    QLabel *m_question = nullptr;
    QLabel *m_explanation = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_closeAll = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace signalbox
