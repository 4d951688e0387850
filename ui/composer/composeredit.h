#pragma once

#include <QPlainTextEdit>

namespace signalbox {

//! The text field of the composer. Ctrl+Enter sends; Ctrl+Up and Ctrl+Down show older and newer messages.
class ComposerEdit final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit ComposerEdit(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void sendPressed();
    void olderPressed();
    void newerPressed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace signalbox
