#pragma once

#include <QLineEdit>

namespace signalbox {

//! The field for the text of a filter. Escape clears it; in an empty field Escape leaves it, as the Down key always does.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT
public:
    using QLineEdit::QLineEdit;

    //! Gives it the focus and selects the text.
    void activate();

Q_SIGNALS:
    //! Emitted when the user wants to go on to what is filtered.
    void leaveRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace signalbox
