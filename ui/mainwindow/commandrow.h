#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace signalbox {

//! A command to be copied: what it is for, the command, a button.
class CommandRow final : public QWidget
{
    Q_OBJECT
public:
    explicit CommandRow(QWidget *parent = nullptr);

    void setCaption(const QString &caption);
    void setCommand(const QString &command);
    //! Captions of neighbouring rows align.
    void setCaptionWidth(int width);
    int captionWidthHint() const;

Q_SIGNALS:
    void copied(const QString &command);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QLabel *m_caption = nullptr;
    QLineEdit *m_command = nullptr;
    QToolButton *m_copy = nullptr;
};

} // namespace signalbox
