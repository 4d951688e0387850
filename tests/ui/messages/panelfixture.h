#pragma once

// The message log of a console without a server, and what a user does with it.

#include "tests/ui/fakeconsole.h"
#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messageactions.h"
#include "ui/messages/messagecommands.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

namespace signalbox {

struct PanelFixture
{
    FakeMessages api;
    MessagesPanel panel;
    MessageTable &table;
    QLineEdit &filter;
    std::vector<quint64> selected; //!< numbers

    explicit PanelFixture(MessageStore::Limits limits = {})
        : panel(api, limits)
        , table(*panel.findChild<MessageTable *>())
        , filter(*panel.findChild<QLineEdit *>())
    {
        panel.setWatching(true);
        QObject::connect(&panel, &MessagesPanel::messageSelected, &panel,
                         [this](const MessageRow &row) { selected.push_back(numberOf(row.entry)); });
    }
    void show()
    {
        panel.resize(900, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
    }
    int rows() const { return table.model()->rowCount(); }
    QString cell(int row, int column) const { return table.model()->index(row, column).data().toString(); }
    bool shows(const QString &text) const
    {
        for (const QLabel *label : panel.findChildren<QLabel *>()) {
            if (label->toolTip().contains(text)) // the text itself may be elided
                return true;
        }
        return false;
    }
    QString notes() const
    {
        const auto *label = panel.findChild<QLabel *>(QStringLiteral("messageNotes"));
        return label->isHidden() ? QString() : label->text();
    }
    void select(int row, int lastRow = -1)
    {
        table.setCurrentIndex(table.model()->index(row, 1));
        if (lastRow >= 0) {
            table.selectionModel()->select(
                QItemSelection(table.model()->index(row, 0), table.model()->index(lastRow, 0)),
                QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
    }
    //! Opens the menu of the current row and triggers its action \a name. Returns whether it is enabled.
    bool choose(const QString &name)
    {
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, table.mapToGlobal(QPoint(1, 1)));
        QCoreApplication::sendEvent(table.viewport(), &event);
        QAction *action = nullptr;
        for (QMenu *menu : panel.findChildren<QMenu *>()) {
            if (QAction *found = menu->findChild<QAction *>(name))
                action = found;
        }
        const bool isEnabled = action && action->isEnabled();
        if (isEnabled)
            action->trigger();
        for (QMenu *menu : panel.findChildren<QMenu *>(Qt::FindDirectChildrenOnly))
            delete menu;
        return isEnabled;
    }
};

inline LogEntry outEntry(quint64 number, const QByteArray &payload)
{
    LogEntry entry = textEntry(number, payload);
    entry.direction = Direction::Out;
    return entry;
}

} // namespace signalbox
