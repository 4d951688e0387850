#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace signalbox {

class PayloadSearch;

//! A line to look for text in a view: next and previous match, their number. Hidden at first; Escape hides it.
class FindBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent = nullptr);

    //! Searches \a view from now on. Null: nothing; \a view must exist until another one is set.
    void setView(PayloadSearch *view);
    //! Shows the bar and gives it the focus.
    void open();
    void close();

    //! Searches again because the view has another text.
    void searchAgain();
    //! Searches again because the view has more text behind the one that it had.
    void searchFurther();

    void findNext();
    void findPrevious();

Q_SIGNALS:
    //! Emitted when the user has closed it.
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void search();
    void go(int number, const QString &note);
    void showCount(const QString &note = {});
    void retranslate();

    PayloadSearch *m_view = nullptr;
    int m_count = 0;
    int m_current = 0;
    QLineEdit *m_text;
    QLabel *m_result;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_close;
};

} // namespace signalbox
