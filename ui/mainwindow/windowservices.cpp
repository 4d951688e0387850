#include "ui/mainwindow/windowservices.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QStyle>
#include <QUrl>

namespace signalbox {

namespace {

struct ServicesText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::WindowServices)
};

bool askBeforeClosing(QWidget *parent, qsizetype connections)
{
    QMessageBox box(QMessageBox::Question, ServicesText::tr("Close Signalbox?"),
                    ServicesText::tr("%Ln connection(s) will be closed.", nullptr, int(connections)),
                    QMessageBox::Cancel, parent);
    box.setInformativeText(ServicesText::tr("The server stops with this window."));
    QPushButton *close = box.addButton(ServicesText::tr("Close Signalbox"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == close;
}

//! The frame of a window that is not yet shown is not known: room for its title.
QSize sizeWithinScreen(const QWidget &window)
{
    const int title = window.style()->pixelMetric(QStyle::PM_TitleBarHeight);
    return window.screen()->availableGeometry().size() - QSize(0, title);
}

} // namespace

WindowServices WindowServices::ofDesktop()
{
    return {std::make_shared<QSettings>(QStringLiteral("signalbox"), QStringLiteral("window")),
            [](const QUrl &url) { return QDesktopServices::openUrl(url); }, askBeforeClosing,
            sizeWithinScreen};
}

} // namespace signalbox
