#include "ui/messages/messagecommands.h"

#include "ui/messages/messageactions.h"
#include "ui/messages/messageexport.h"
#include "ui/messages/messagemenu.h"
#include "ui/messages/messageresend.h"
#include "ui/messages/messagesmodel.h"
#include "ui/messages/messagetable.h"

#include <QAction>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::size_t MaxCopiedRows = 10'000;
constexpr qint64 ReportInterval = 1000; // milliseconds
constexpr qsizetype MaxCopiedCharacters = 32 * 1024 * 1024;

} // namespace

MessageCommands::MessageCommands(MessagesModel &model, MessageTable &table, const MessageActions &actions,
                                 QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_table(table)
    , m_actions(actions)
    , m_chooseFile([this] {
        return QFileDialog::getSaveFileName(m_table.window(), tr("Export messages"), u"messages.jsonl"_s,
                                            tr("JSON lines (*.jsonl)"));
    })
{
    connect(actions.next, &QAction::triggered, this, [this] { goToMatch(true); });
    connect(actions.previous, &QAction::triggered, this, [this] { goToMatch(false); });
    connect(actions.bookmark, &QAction::triggered, this, &MessageCommands::toggleBookmarks);
    connect(actions.nextBookmark, &QAction::triggered, this, [this] { goToBookmark(true); });
    connect(actions.previousBookmark, &QAction::triggered, this, [this] { goToBookmark(false); });
    connect(actions.copy, &QAction::triggered, this, &MessageCommands::copyRows);
    connect(actions.exportRows, &QAction::triggered, this, &MessageCommands::exportRows);
    connect(&table, &MessageTable::menuRequested, this, &MessageCommands::showMenu);
    connect(&table, &MessageTable::bookmarkClicked, this, &MessageCommands::toggleBookmarks);
    connect(&table, &MessageTable::copyRequested, this, &MessageCommands::copyRows);
}

void MessageCommands::goToMatch(bool forward)
{
    const std::optional<quint64> current = m_table.currentPosition();
    std::optional<quint64> found = m_model.nextMatch(current, forward);
    if (!found && current)
        found = m_model.nextMatch(std::nullopt, forward); // from the other end
    goTo(found);
}

void MessageCommands::goToBookmark(bool forward)
{
    const std::optional<quint64> current = m_table.currentPosition();
    std::optional<quint64> found = m_model.nextBookmark(current, forward);
    if (!found && current)
        found = m_model.nextBookmark(std::nullopt, forward);
    goTo(found);
}

void MessageCommands::goTo(std::optional<quint64> position)
{
    if (position)
        m_table.showPosition(*position);
    else
        Q_EMIT reported(tr("Nothing found"));
}

//! Sets bookmarks at all selected messages, or removes them if all have one.
void MessageCommands::toggleBookmarks()
{
    const std::vector<quint64> positions = m_table.selectedPositions(MessagesModel::MaxBookmarks);
    const bool allHave =
        std::ranges::all_of(positions, [this](quint64 position) { return m_model.isBookmarked(position); });
    bool isDone = true;
    for (const quint64 position : positions)
        isDone = m_model.setBookmarked(position, !allHave) && isDone;
    if (!isDone)
        Q_EMIT reported(tr("There are %L1 bookmarks already").arg(MessagesModel::MaxBookmarks));
}

void MessageCommands::showMenu(const QPoint &at)
{
    const int row = m_table.currentIndex().row();
    if (row < 0)
        return;
    const quint64 position = m_model.positionOf(row);
    const MessageRow message = m_model.messageAt(row);
    MessageMenuHandlers handlers;
    handlers.addTerm = [this](const QString &term) { Q_EMIT termChosen(term); };
    handlers.follow = [this](ConnectionId id, const QString &user) { Q_EMIT followRequested(id, user); };
    handlers.copyMessage = [this, position] { copyMessage(position); };
    if (const std::optional<Send> again = resendOf(message)) {
        handlers.resend = [this, again] { Q_EMIT resendRequested(*again); };
        if (again->type == MessageType::Text)
            handlers.edit = [this, again] { Q_EMIT editRequested(*again); };
    }
    QMenu *menu = MessageMenu::create(message, m_model.recipientAt(row), m_actions, handlers, &m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(at);
}

void MessageCommands::copyMessage(quint64 position)
{
    if (m_model.log().contains(position)) // it may have been dropped while the menu was open
        QGuiApplication::clipboard()->setText(
            MessageCells::verbatim(m_model.log().rowAt(position), MessageCells::Message));
}

void MessageCommands::copyRows()
{
    const std::vector<quint64> positions = m_table.selectedPositions(MaxCopiedRows + 1);
    QString text;
    std::size_t copied = 0;
    for (; copied < std::min(positions.size(), MaxCopiedRows) && text.size() < MaxCopiedCharacters; ++copied)
        text += MessageCells::line(m_model.log().viewAt(positions[copied])) + u'\n';
    if (copied == 0)
        return;
    QGuiApplication::clipboard()->setText(text);
    const int count = int(copied);
    Q_EMIT reported(copied < positions.size()
                        ? tr("Copied the first %Ln row(s): export the others as a file", nullptr, count)
                        : tr("Copied %Ln row(s)", nullptr, count));
}

void MessageCommands::exportRows()
{
    const bool isSelection = m_table.selectedCount() > 1;
    std::vector<quint64> positions =
        isSelection ? m_table.selectedPositions(std::size_t(m_model.rowCount())) : m_model.shownPositions();
    if (positions.empty()) {
        Q_EMIT reported(tr("There is no message to export"));
        return;
    }
    const QString file = m_chooseFile();
    if (file.isEmpty())
        return;
    auto *writer = new MessageExport(m_model.log(), std::move(positions), file, this);
    auto sinceReport = std::make_shared<QElapsedTimer>();
    sinceReport->start();
    connect(writer, &MessageExport::progressed, this, [this, sinceReport](quint64 done, quint64 total) {
        if (sinceReport->elapsed() < ReportInterval)
            return;
        sinceReport->start();
        Q_EMIT reported(tr("Exported %L1 of %L2 messages").arg(done).arg(total));
    });
    connect(writer, &MessageExport::finished, this, [this, file](quint64 saved, const QString &error) {
        Q_EMIT reported(error.isEmpty() ? tr("Saved %Ln message(s) as %1", nullptr, int(saved)).arg(file)
                                        : tr("%1 could not be saved: %2").arg(file, error));
    });
    writer->start();
}

} // namespace signalbox
