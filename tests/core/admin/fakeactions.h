#pragma once

#include "core/admin/adminactions.h"

namespace signalbox::test {

//! Actions that remember what they are asked, and answer what a test has put in: at once or, if they are told to, later.
struct FakeActions final : public AdminActions
{
    void run(const Command &command, Ran toRan) override
    {
        commands.push_back(command);
        if (isSilent) {
            ran = std::move(toRan);
            return;
        }
        if (error) {
            toRan(*error);
            return;
        }
        report.command = command;
        if (isDone)
            finish(report.command.body);
        toRan(report);
    }
    void describeRoom(const QString &room, Answered answered) override { answerAbout(room, answered); }
    void listMembers(const QString &room, const PresenceRequest &request, Answered answered) override
    {
        presence = request;
        answerAbout(room, answered);
    }
    void readHistory(const QString &room, const HistoryRequest &request, Answered answered) override
    {
        history = request;
        answerAbout(room, answered);
    }
    void listAudit(const ListRequest &request, Audited audited) override
    {
        audit = request;
        audited(error ? Result<ListPage<AuditEntry>>(*error) : auditPage);
    }
    qint64 maxMessage() const override { return most; }
    void end() override { isEnded = true; }

    //! Bans are reported as BanKeeper has changed them.
    static void finish(CommandBody &body)
    {
        if (auto *add = std::get_if<AddBans>(&body)) {
            for (Ban &ban : add->bans)
                ban.id = BanId(17);
        } else if (auto *remove = std::get_if<RemoveBans>(&body)) {
            for (Ban &ban : remove->bans)
                ban.value = QStringLiteral("ann");
        }
    }
    void answerAbout(const QString &room, const Answered &answered)
    {
        rooms += room;
        answered(answer);
    }

    ActionReport report;
    RoomAnswer answer;
    ListPage<AuditEntry> auditPage;
    std::optional<Error> error;
    qint64 most = 100;
    bool isDone = true; //!< else the command had no effect
    bool isSilent = false;
    Ran ran; //!< of the last command, if isSilent
    std::vector<Command> commands;
    QStringList rooms;
    std::optional<PresenceRequest> presence;
    std::optional<HistoryRequest> history;
    std::optional<ListRequest> audit;
    bool isEnded = false;
};

} // namespace signalbox::test
