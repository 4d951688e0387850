#pragma once

#include "core/model/query.h"
#include "core/model/querycompletion.h"

#include <QWidget>

class QAction;
class QLabel;

namespace signalbox {

class FilterEdit;

//! The row above a list: an input field for a filter, and a text about the number of rows; below it what is wrong
//! with the filter.
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

    //! \a filterName and \a countName are the object names of the two parts, for tests and style sheets; that of the
    //! error is \a filterName with `Error` behind it.
    FilterBar(QueryList list, const QString &filterName, const QString &countName, QWidget *parent);

    void setTexts(const Texts &texts);
    void setCount(const QString &text);
    void setKnownValues(KnownQueryValues values);
    //! Returns the filter of the last valid text that was applied.
    const Query &query() const;
    //! Returns the text of the field.
    QString text() const;
    //! Gives the field the focus.
    void activate();

Q_SIGNALS:
    //! Emitted shortly after the last change of the text, or at once when Return is pressed, if the text is valid.
    void queryChanged(const signalbox::Query &query);
    //! Emitted when the user wants to go on to the list.
    void leaveRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showError(const QString &error);
    void colorError();
    void retranslateUi();

    QLabel *m_label;
    FilterEdit *m_filter;
    QAction *m_icon;
    QLabel *m_count;
    QLabel *m_error;
};

} // namespace signalbox
