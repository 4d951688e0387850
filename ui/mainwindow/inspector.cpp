#include "ui/mainwindow/inspector.h"

#include "ui/theme/spacing.h"

#include <QAction>
#include <QEvent>
#include <QVBoxLayout>

namespace signalbox {

namespace {

constexpr int LeastWidth = 260;

} // namespace

Inspector::Inspector(QWidget *details, QWidget *payload, QWidget *send, QWidget *parent)
    : Tabs(parent)
{
    setObjectName(QStringLiteral("inspector"));
    setMinimumWidth(LeastWidth);
    for (QWidget *content : {details, payload, send}) {
        auto *page = new QWidget(this);
        page->setBackgroundRole(QPalette::Base);
        page->setAutoFillBackground(true);
        auto *layout = new QVBoxLayout(page);
        layout->setContentsMargins(Spacing::Large, Spacing::Medium, Spacing::Large, Spacing::Medium);
        layout->addWidget(content);
        content->show();
        const int index = addTab(page, QString());
        auto *show = new QAction(this);
        show->setObjectName(QStringLiteral("showInspector%1").arg(index + 1));
        show->setShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + index)));
        m_show += show;
    }
    retranslate();
}

void Inspector::offerPage(Page page)
{
    if (this->page() != Page::Send)
        showPage(page);
}

void Inspector::retranslate()
{
    const QStringList names{tr("Details"), tr("Payload"), tr("Send")};
    for (int i = 0; i < count(); ++i) {
        setTabText(i, names[i]);
        setTabToolTip(i, m_show[i]->shortcut().toString(QKeySequence::NativeText));
        m_show[i]->setText(names[i]);
    }
    row().setAccessibleName(tr("Inspector"));
}

void Inspector::changeEvent(QEvent *event)
{
    Tabs::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_show.size() == count())
        retranslate();
}

} // namespace signalbox
