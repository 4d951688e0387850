#pragma once

#include "ui/dialogs/scopebox.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QPushButton;

namespace signalbox {

//! Asks for confirmation before connections are ended, and shows their number. Cancel is the default.
class EndConnectionsDialog final : public QDialog
{
    Q_OBJECT
public:
    enum class Purpose : quint8 { CloseSelected, CloseAll, StopServer };

    EndConnectionsDialog(Purpose purpose, int connections, QWidget *parent = nullptr);

    //! Updates the number while the dialog is open. At 0 only a server can still be stopped; otherwise only Cancel is
    //! enabled.
    void setConnections(int connections);
    //! Shows whose connections they are; \a names is a text for a sentence.
    void setNames(const QString &names);
    //! Offers to close all that a filter shows instead. Call it once, after setNames().
    void setMatching(const FilterScope &matching);
    //! Returns whether all that the filter shows is to be closed.
    bool appliesToMatching() const { return m_scope && m_scope->isMatching(); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslateUi();

    Purpose m_purpose;
    int m_connections = 0;
    QString m_selectedNames;
    ScopeBox *m_scope = nullptr; //!< null: there is no choice
    QLabel *m_icon = nullptr;
    QLabel *m_question = nullptr;
    QLabel *m_names = nullptr;
    QLabel *m_explanation = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_confirm = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace signalbox
