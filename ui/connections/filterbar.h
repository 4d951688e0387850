#pragma once

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;

namespace signalbox {

//! The row above a list: an input field for a filter, and a text about the number of rows.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    struct Texts
    {
        QString placeholder;
        QString accessibleName;
        QString toolTip;
    };

    //! \a filterName and \a countName are the object names of the two parts, for tests and style sheets.
    FilterBar(const QString &filterName, const QString &countName, QWidget *parent);

    void setTexts(const Texts &texts);
    void setCount(const QString &text);
    //! Returns the text of the field, also before filterChanged() reports it.
    QString text() const;

Q_SIGNALS:
    //! Emitted shortly after the last change of the text, or at once when Return is pressed.
    void filterChanged(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void submit();
    void retranslateUi();

    QLabel *m_label;
    QLineEdit *m_filter;
    QAction *m_icon;
    QLabel *m_count;
    QTimer m_delay;
};

} // namespace signalbox
