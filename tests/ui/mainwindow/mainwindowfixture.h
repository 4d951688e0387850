#pragma once

#include "tests/ui/fakeconsole.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/noticestrip.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QUrl>

#include <memory>

namespace signalbox {

using namespace Qt::StringLiterals;

//! A window with fake services of the desktop.
struct MainWindowFixture
{
    QTemporaryDir folder;
    FakeConsole console;
    std::shared_ptr<QSettings> settings;
    QList<QUrl> opened;
    QList<qsizetype> asked;
    bool mayClose = true;
    std::unique_ptr<MainWindow> window;

    MainWindowFixture()
    {
        settings = std::make_shared<QSettings>(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        settings->setValue(u"language"_s, u"en"_s);
        console.control().setStatus(runningStatus(8080));
        makeWindow();
    }
    void makeWindow()
    {
        window.reset();
        WindowServices services;
        services.settings = settings;
        services.openUrl = [this](const QUrl &url) {
            opened.append(url);
            return true;
        };
        services.confirmClose = [this](QWidget *, qsizetype connections) {
            asked.append(connections);
            return mayClose;
        };
        window = std::make_unique<MainWindow>(console, services);
        window->show();
    }
    QAction *action(const QString &name) const { return window->findChild<QAction *>(name); }
    QString label(const QString &name) const { return window->findChild<QLabel *>(name)->text(); }
    QString notice() const { return window->findChild<NoticeStrip *>()->current(); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : window->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
};

} // namespace signalbox
