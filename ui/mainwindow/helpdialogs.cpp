#include "ui/mainwindow/helpdialogs.h"

#include "ui/mainwindow/connecthelp.h"
#include "ui/theme/spacing.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QVBoxLayout>

namespace signalbox {

namespace {

struct HelpText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::HelpDialogs)
};

} // namespace

void showHowToConnect(QWidget *window, const ServerStatus &status, const ConnectHelpActions &actions)
{
    QDialog dialog(window);
    dialog.setWindowTitle(HelpText::tr("How to connect"));
    auto *help = new ConnectHelp(&dialog);
    const QString url = status.urls.isEmpty() ? QStringLiteral("ws://127.0.0.1:8080/") : status.urls.first();
    help->setUrl(url);
    auto *headline =
        new QLabel(status.urls.isEmpty() ? HelpText::tr("The server does not listen now. Once it does:")
                                         : HelpText::tr("Listening on %1 — connect with:").arg(url),
                   &dialog);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    auto *layout = new QVBoxLayout(&dialog);
    layout->setSpacing(Spacing::Large);
    layout->addWidget(headline);
    layout->addWidget(help);
    layout->addWidget(buttons);
    dialog.setMinimumWidth(600);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    QObject::connect(help, &ConnectHelp::openPageRequested, &dialog, actions.openPage);
    QObject::connect(help, &ConnectHelp::copied, &dialog, actions.copied);
    dialog.exec();
}

void showAbout(QWidget *window)
{
    QMessageBox::about(
        window, HelpText::tr("About Signalbox"),
        HelpText::tr("<h3>Signalbox %1</h3><p>A WebSocket server with a control room.</p>"
                     "<p>Free software under the GNU General Public License, version 3 or later. "
                     "Built with Qt %2.</p>")
            .arg(QStringLiteral(SIGNALBOX_VERSION), QString::fromLatin1(qVersion())));
}

} // namespace signalbox
