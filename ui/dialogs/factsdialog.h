#pragma once

#include "ui/dialogs/fact.h"

#include <QDialog>

class QDialogButtonBox;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

//! Shows a headline and what is known about something, as texts that can be selected. Close is the default.
class FactsDialog : public QDialog
{
    Q_OBJECT
public:
    //! \a headline may be of a peer, made visible.
    FactsDialog(const QString &title, const QString &headline, const Facts &facts, QWidget *parent = nullptr);

    //! Shows \a widget below the facts. Takes ownership.
    void addWidget(QWidget *widget);
    //! Adds a button beside Close, which does not close the dialog.
    QPushButton *addButton(const QString &text, const QString &name);

private:
    QVBoxLayout *m_content;
    QDialogButtonBox *m_buttons;
};

} // namespace signalbox
