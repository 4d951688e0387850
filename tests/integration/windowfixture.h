#pragma once

#include "core/server/localconsole.h"
#include "core/server/server.h"
#include "tests/support/waituntil.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/noticestrip.h"
#include "ui/mainwindow/selectionbar.h"
#include "ui/messages/messagecells.h"
#include "ui/messages/messagetable.h"
#include "ui/theme/actionbutton.h"

#include <QAction>
#include <QComboBox>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace signalbox::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline constexpr auto MaxWait = 30s; // sanitizers on a busy machine are slow

//! A server with its window, and functions that operate the window by mouse clicks and keys.
class WindowFixture
{
public:
    WindowFixture()
        : m_server(config())
        , m_console(m_server)
    {
        QObject::connect(
            &m_server, &Server::connectionClosed, &m_server,
            [this](const ConnectionInfo &info, const ConnectionEnd &end) { m_ends.insert(info.user, end); });
        WindowServices services;
        services.settings =
            std::make_shared<QSettings>(m_folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        services.settings->setValue(u"language"_s, u"en"_s);
        services.confirmClose = [this](QWidget *, qsizetype connections) {
            m_confirmations += connections;
            return true;
        };
        m_window = std::make_unique<MainWindow>(m_console, services);
        m_window->show();
        m_console.control().start({});
    }

    MainWindow &window() { return *m_window; }
    Server &server() { return m_server; }
    QString url(const QString &pathAndQuery) const
    {
        return m_server.urls().constFirst().chopped(1) + pathAndQuery;
    }
    //! Returns how the connection of \a user ended, as the server reported it; empty while it is open.
    std::optional<ConnectionEnd> endOf(const QString &user) const
    {
        return m_ends.contains(user) ? std::optional(m_ends[user]) : std::nullopt;
    }
    //! The number of connections in each confirmation that the window asked for before it closed.
    const QList<qsizetype> &confirmations() const { return m_confirmations; }

    QTableView &connections() const { return *m_window->findChild<QTableView *>(u"connections"_s); }
    int count() const { return connections().model()->rowCount(); }
    QModelIndex cell(const QString &user, ConnectionColumn column) const
    {
        const QAbstractItemModel *model = connections().model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, int(ConnectionColumn::User)).data().toString() == user)
                return model->index(row, int(column));
        }
        return {};
    }
    QString text(const QString &user, ConnectionColumn column) const
    {
        return cell(user, column).data().toString();
    }
    bool isListed(const QString &user) const { return cell(user, ConnectionColumn::User).isValid(); }

    //! Returns whether the message log shows \a payload as received from \a user.
    bool isLogged(const QString &user, const QString &payload) const
    {
        const QAbstractItemModel *model = m_window->findChild<MessageTable *>()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto cell = [model, row](int column) {
                return model->index(row, column).data().toString();
            };
            if (cell(MessageCells::Who).startsWith(user + u" #"_s) &&
                cell(MessageCells::Kind).startsWith(u'↓') && cell(MessageCells::Message) == payload)
                return true;
        }
        return false;
    }

    void select(const QString &user, Qt::KeyboardModifiers modifiers = {})
    {
        const QPoint at = connections().visualRect(cell(user, ConnectionColumn::User)).center();
        QTest::mouseClick(connections().viewport(), Qt::LeftButton, modifiers, at);
        // A moment later: the second click of a double-click must not hit a button.
        waitUntil([this] { return m_window->findChild<SelectionBar *>()->isVisible(); });
    }
    //! Clicks the tool button of the action \a name. Returns false if there is no enabled button.
    bool clickTool(const QString &name)
    {
        auto *button = m_window->findChild<ActionButton *>(name + u"Button"_s);
        if (!button || !button->isVisible() || !button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    //! Opens the menu with the action \a name and clicks the action.
    bool clickMenu(const QString &name)
    {
        QMenuBar *bar = m_window->menuBar();
        const auto *action = m_window->findChild<QAction *>(name);
        for (QAction *title : bar->actions()) {
            if (!title->menu()->actions().contains(action))
                continue;
            QTest::mouseClick(bar, Qt::LeftButton, {}, bar->actionGeometry(title).center());
            if (!waitUntil([title] { return title->menu()->isVisible(); }))
                return false;
            QTest::mouseClick(title->menu(), Qt::LeftButton, {},
                              title->menu()->actionGeometry(const_cast<QAction *>(action)).center());
            return true;
        }
        return false;
    }

    template <typename Dialog>
    Dialog *waitForDialog()
    {
        Dialog *open = nullptr;
        waitUntil([&] {
            for (Dialog *dialog : m_window->findChildren<Dialog *>())
                open = dialog->isVisible() ? dialog : open;
            return open;
        });
        return open;
    }

    //! Confirms the open question whether connections are to be ended. Returns false if there is none.
    bool confirm()
    {
        auto *dialog = waitForDialog<EndConnectionsDialog>();
        if (dialog)
            QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
        return dialog;
    }

    //! Waits until \a text is shown as a notice; dismisses the ones before it.
    bool waitForNotice(const QString &text)
    {
        auto *strip = m_window->findChild<NoticeStrip *>();
        return waitUntil(
            [&] {
                if (strip->current() == text)
                    return true;
                if (strip->queued() > 0)
                    QTest::mouseClick(strip, Qt::LeftButton);
                return strip->current() == text;
            },
            MaxWait);
    }

    //! Types \a text into the composer and sends it. \a downKeys presses of the Down key choose the target.
    void compose(int downKeys, const QString &text)
    {
        m_window->findChild<QAction *>(u"writeMessage"_s)->trigger(); // shows the composer
        for (QComboBox *box : m_window->findChildren<QComboBox *>()) {
            if (box->accessibleName() != u"Who gets the message"_s)
                continue;
            QTest::keyClick(box, Qt::Key_Home);
            for (int i = 0; i < downKeys; ++i)
                QTest::keyClick(box, Qt::Key_Down);
        }
        for (QPlainTextEdit *edit : m_window->findChildren<QPlainTextEdit *>()) {
            if (edit->isReadOnly())
                continue;
            QTest::mouseClick(edit->viewport(), Qt::LeftButton);
            QTest::keyClicks(edit, text);
            QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
        }
    }

private:
    static Config config()
    {
        Config config;
        config.server.listen = {Endpoint{QHostAddress(QHostAddress::LocalHost), 0}};
        return config;
    }

    QTemporaryDir m_folder;
    QHash<QString, ConnectionEnd> m_ends;
    QList<qsizetype> m_confirmations;
    Server m_server;
    LocalConsole m_console;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace signalbox::test
