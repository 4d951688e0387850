#pragma once

#include "ui/theme/tabs.h"

class QAction;

namespace signalbox {

//! The right side of the window, at full height: all about the selected connection, the payload of the selected
//! message, and the composer.
class Inspector final : public Tabs
{
    Q_OBJECT
public:
    enum class Page : quint8 { Details, Payload, Send };

    //! Takes ownership of the pages.
    Inspector(QWidget *details, QWidget *payload, QWidget *send, QWidget *parent = nullptr);

    Page page() const { return Page(currentIndex()); }
    void showPage(Page page) { setCurrentIndex(int(page)); }
    //! Shows \a page unless the user is about to write a message.
    void offerPage(Page page);
    //! One action for each page; the window connects them.
    QList<QAction *> pageActions() const { return m_show; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QList<QAction *> m_show;
};

} // namespace signalbox
