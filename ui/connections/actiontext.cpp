#include "ui/connections/actiontext.h"

#include "ui/connections/longaction.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! The texts of one command, not translated. Null: the command has no such outcome.
struct Wording
{
    // For one connection.
    const char *success;
    const char *failure; //!< NoAnswer or Rejected
    // For several; %Ln is their number.
    const char *headline;
    const char *running; //!< while it goes on
    const char *done = nullptr;
    const char *rejected = nullptr;
};

Wording wordingOf(const Kick &)
{
    return {.success = QT_TRANSLATE_NOOP("signalbox::ActionText", "Kicked: closed cleanly"),
            .failure = QT_TRANSLATE_NOOP("signalbox::ActionText", "Kicked: did not answer and was dropped"),
            .headline = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln kicked"),
            .running = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "Kicking %Ln connection(s)")};
}

Wording wordingOf(const Close &)
{
    return {.success = QT_TRANSLATE_NOOP("signalbox::ActionText", "Closed cleanly"),
            .failure = QT_TRANSLATE_NOOP("signalbox::ActionText", "Closed: did not answer and was dropped"),
            .headline = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln closed"),
            .running = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "Closing %Ln connection(s)")};
}

Wording wordingOf(const Ping &)
{
    return {.success = QT_TRANSLATE_NOOP("signalbox::ActionText", "Ping answered"),
            .failure = QT_TRANSLATE_NOOP("signalbox::ActionText", "Ping: no answer"),
            .headline = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln pinged"),
            .running = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "Pinging %Ln connection(s)"),
            .done = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln answered")};
}

Wording wordingOf(const Send &)
{
    return {.success = QT_TRANSLATE_NOOP("signalbox::ActionText", "Sent"),
            .failure = QT_TRANSLATE_NOOP("signalbox::ActionText", "Not sent: its queue is full"),
            .headline = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln addressed"),
            .running = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "Sending to %Ln connection(s)"),
            .done = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln sent"),
            .rejected = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln not sent, the queue is full")};
}

Wording wordingOf(const PutIntoRoom &)
{
    return {
        .success = QT_TRANSLATE_NOOP("signalbox::ActionText", "Put into the room"),
        .failure = QT_TRANSLATE_NOOP("signalbox::ActionText", "Not put into the room: a limit is reached"),
        .headline = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln to put into the room"),
        .running = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "Putting %Ln connection(s) into the room"),
        .done = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln in it now"),
        .rejected = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln rejected by a limit")};
}

Wording wordingOf(const TakeOutOfRoom &)
{
    return {.success = QT_TRANSLATE_NOOP("signalbox::ActionText", "Taken out of the room"),
            .failure = QT_TRANSLATE_NOOP("signalbox::ActionText", "It was not in the room"),
            .headline = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln to take out of the room"),
            .running =
                QT_TRANSLATE_N_NOOP("signalbox::ActionText", "Taking %Ln connection(s) out of the room"),
            .done = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln out of it now"),
            .rejected = QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln not in it before")};
}

Wording wordingOf(const Publish &)
{
    return wordingOf(Send());
}

//! Only a DeleteHistory that had an effect, and one that had none.
Wording wordingOf(const DeleteHistory &)
{
    return {.success = QT_TRANSLATE_NOOP("signalbox::ActionText", "History deleted"),
            .failure =
                QT_TRANSLATE_NOOP("signalbox::ActionText", "History not deleted: there is no such room"),
            .headline = nullptr,
            .running = nullptr};
}

// Bans have texts of their own, see banText().
Wording wordingOf(const AddBans &)
{
    return {};
}

Wording wordingOf(const EditBan &)
{
    return {};
}

Wording wordingOf(const RemoveBans &)
{
    return {};
}

// And so has a revocation, see revokeText().
Wording wordingOf(const Revoke &)
{
    return {};
}

//! The text for one connection.
const char *textFor(Outcome outcome, const Wording &wording)
{
    switch (outcome) {
    case Outcome::AlreadyGone:
        return QT_TRANSLATE_NOOP("signalbox::ActionText", "Already gone");
    case Outcome::Unknown:
        return QT_TRANSLATE_NOOP("signalbox::ActionText", "Unknown how it ended");
    case Outcome::NoAnswer:
    case Outcome::Rejected:
        return wording.failure;
    case Outcome::Done:
    case Outcome::ClosedClean:
        break;
    }
    return wording.success;
}

//! The text for how many connections had \a outcome.
const char *countTextFor(Outcome outcome, const Wording &wording)
{
    switch (outcome) {
    case Outcome::Done:
        return wording.done;
    case Outcome::ClosedClean:
        return QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln closed cleanly");
    case Outcome::NoAnswer:
        return QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln did not answer");
    case Outcome::Rejected:
        return wording.rejected;
    case Outcome::AlreadyGone:
        return QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln already gone");
    case Outcome::Unknown:
        break;
    }
    return QT_TRANSLATE_N_NOOP("signalbox::ActionText", "%Ln unknown");
}

//! Returns \a failure in the language of the window, of which core marks the sentences. What follows behind a colon stays.
QString translatedFailure(const QString &failure)
{
    const qsizetype colon = failure.indexOf(u": "_s);
    const qsizetype end = colon < 0 ? failure.size() : colon;
    return QCoreApplication::translate("signalbox::ActionText", failure.first(end).toUtf8().constData()) +
           failure.sliced(end);
}

constexpr std::array ListedOutcomes{Outcome::Done,     Outcome::ClosedClean, Outcome::NoAnswer,
                                    Outcome::Rejected, Outcome::AlreadyGone, Outcome::Unknown};
static_assert(ListedOutcomes.size() == OutcomeCount);

} // namespace

QString ActionText::of(const ActionReport &report, const QString &names)
{
    const QString text = outcomeText(report);
    return names.isEmpty() ? text : tr("%1 (%2)", "outcome, whose connections").arg(text, names);
}

QString ActionText::of(const LongAction &action, const QString &names)
{
    QString text = outcomeText(action.report());
    if (const int notSent = action.notSent(); notSent > 0)
        text += tr(", ") + tr("%Ln not sent, cancelled", nullptr, notSent);
    return names.isEmpty() ? text : tr("%1 (%2)", "outcome, whose connections").arg(text, names);
}

QString ActionText::progressOf(const LongAction &action)
{
    const Wording wording = std::visit([](const auto &body) { return wordingOf(body); }, action.command());
    QStringList parts = countsOf(action.report());
    if (action.isCancelled())
        parts += tr("%Ln not sent, cancelled", nullptr, action.notSent());
    const QString running = tr(wording.running, nullptr, action.total());
    return parts.isEmpty() ? running
                           : tr("%1: %2", "what was done: how it ended").arg(running, parts.join(tr(", ")));
}

QString ActionText::of(const CommandBody &command, std::optional<Outcome> outcome)
{
    if (!outcome)
        return tr("Not sent, cancelled");
    const Wording wording = std::visit([](const auto &body) { return wordingOf(body); }, command);
    return tr(textFor(*outcome, wording));
}

QString ActionText::outcomeText(const ActionReport &report)
{
    const CommandBody &command = report.command.body;
    const int total = int(report.outcomes.size());
    const auto sentTo = [](int count) { return tr("Sent to %Ln connection(s)", nullptr, count); };
    if (std::holds_alternative<DeleteHistory>(command)) {
        const Wording wording = wordingOf(DeleteHistory());
        return tr(report.failure.isEmpty() ? wording.success : wording.failure);
    }
    if (isAboutBans(command))
        return banText(report);
    if (std::holds_alternative<Revoke>(command))
        return revokeText(report);
    const bool isSend = std::holds_alternative<Send>(command) || std::holds_alternative<Publish>(command);
    if (total == 0 && !report.failure.isEmpty())
        return tr("Not sent: there are as many rooms as allowed");
    if (total == 0)
        return isSend ? sentTo(int(report.delivered)) : tr("There was no connection");
    if (total == 1 && isSend && report.outcomes.front().outcome == Outcome::Done)
        return sentTo(total);
    const Wording wording = std::visit([](const auto &body) { return wordingOf(body); }, command);
    if (total == 1)
        return tr(textFor(report.outcomes.front().outcome, wording));
    const int gone = int(std::ranges::count(report.outcomes, Outcome::AlreadyGone, &ActionOutcome::outcome));
    if (gone == total)
        return tr("All %Ln were already gone", nullptr, gone);
    return tr("%1: %2", "what was done: how it ended")
        .arg(tr(wording.headline, nullptr, total - gone), countsOf(report).join(tr(", ")));
}

QString ActionText::revokeText(const ActionReport &report)
{
    if (!report.failure.isEmpty())
        return tr("Not done: %1").arg(report.failure);
    const QString closed = tr("%Ln connection(s) closed", nullptr, int(report.delivered));
    const bool isUser = std::get<Revoke>(report.command.body).kind == RevocationKind::User;
    return (isUser ? tr("Tokens revoked") : tr("Token revoked")) + tr(", ") + closed;
}

QString ActionText::banText(const ActionReport &report)
{
    const CommandBody &command = report.command.body;
    if (!report.failure.isEmpty())
        return tr("Not done: %1").arg(translatedFailure(report.failure));
    if (const auto *removed = std::get_if<RemoveBans>(&command))
        return tr("%Ln ban(s) removed", nullptr, int(removed->bans.size()));
    if (std::holds_alternative<EditBan>(command))
        return tr("Ban changed");
    const QString closed = tr("%Ln connection(s) closed", nullptr, int(report.delivered));
    const int added = int(std::get<AddBans>(command).bans.size());
    return tr("%Ln ban(s) added", nullptr, added) + tr(", ") + closed;
}

//! Returns for each outcome that occurs how many connections had it.
QStringList ActionText::countsOf(const ActionReport &report)
{
    const Wording wording = std::visit([](const auto &body) { return wordingOf(body); }, report.command.body);
    QStringList parts;
    for (const Outcome outcome : ListedOutcomes) {
        const auto number = std::ranges::count(report.outcomes, outcome, &ActionOutcome::outcome);
        const char *text = countTextFor(outcome, wording);
        if (number > 0 && text)
            parts += tr(text, nullptr, int(number));
    }
    return parts;
}

} // namespace signalbox
