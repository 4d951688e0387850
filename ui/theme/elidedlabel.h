#pragma once

#include <QLabel>

namespace signalbox {

//! A line of plain text that is shortened with … where the width does not suffice; the tool tip has all of it then.
class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    void setFullText(const QString &text);
    //! Returns the text that is not shortened.
    QString fullText() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    QString m_text;
};

} // namespace signalbox
