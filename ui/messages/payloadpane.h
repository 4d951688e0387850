#pragma once

#include "ui/messages/messagerow.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace signalbox {

class PayloadEdit;

//! Shows one complete message: as text, as indented JSON with unchanged tokens, or as a hex dump. Has its own
//! copy, so it shows the message also after the log has dropped it.
class PayloadPane final : public QWidget
{
    Q_OBJECT
public:
    enum class View : quint8 { Automatic, Text, Json, Hex };

    explicit PayloadPane(QWidget *parent = nullptr);

    void showMessage(const MessageRow &row);
    void clear();
    //! Gives the text the focus.
    void activate();
    void setView(View view);
    void copyPayload();

Q_SIGNALS:
    //! Emitted when the payload was copied; \a text is a sentence for the user.
    void actionReported(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void refresh();
    QString jsonOrText(const QString &text, QString *kind) const;
    QString kindName(View view) const;

    MessageRow m_row;
    bool m_empty = true;
    QLabel *m_title = nullptr;
    QLabel *m_info = nullptr;
    QComboBox *m_view = nullptr;
    QToolButton *m_copy = nullptr;
    PayloadEdit *m_text = nullptr;
};

} // namespace signalbox
