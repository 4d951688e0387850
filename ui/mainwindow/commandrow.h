#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace signalbox {

//! A command with a caption and a button that copies the command.
class CommandRow final : public QWidget
{
    Q_OBJECT
public:
    explicit CommandRow(QWidget *parent = nullptr);

    void setCaption(const QString &caption);
    void setCommand(const QString &command);
    //! Sets the width of the caption, to align the captions of several rows.
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
