#include "ui/bans/banactions.h"

#include "core/base/files.h"
#include "core/base/names.h"
#include "ui/bans/bandialog.h"
#include "ui/bans/banfile.h"
#include "ui/bans/bantext.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/listpane.h"
#include "ui/messages/payloadfile.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QDir>
#include <QMessageBox>
#include <QPushButton>
#include <QSet>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Returns a question in the words of the caller, whose button \a ok is not the default.
QMessageBox *makeQuestion(const QString &title, const QString &text, const QString &detail, const QString &ok,
                          const QString &cancel, QWidget *parent)
{
    auto *box = new QMessageBox(QMessageBox::Question, title, text, QMessageBox::NoButton, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText); // names come from peers
    box->setInformativeText(detail);
    QPushButton *accept = box->addButton(ok, QMessageBox::AcceptRole);
    accept->setObjectName(u"ok"_s);
    QPushButton *reject = box->addButton(cancel, QMessageBox::RejectRole);
    box->setDefaultButton(reject);
    box->setEscapeButton(reject);
    return box;
}

} // namespace

BanActions::BanActions(Console &console, const ConnectionsModel &connections, QWidget *window)
    : QObject(window)
    , m_console(console)
    , m_connections(connections)
    , m_window(window)
    , m_ban(new QAction(this))
    , m_revoke(new QAction(this))
{
    m_ban->setObjectName(u"banSelectedAction"_s);
    m_ban->setProperty(ListPane::DangerProperty, true);
    connect(m_ban, &QAction::triggered, this,
            [this] { ask(m_subject.isEmpty() ? commonSubject() : m_subject); });
    m_revoke->setObjectName(u"revokeTokensAction"_s);
    m_revoke->setProperty(ListPane::DangerProperty, true);
    connect(m_revoke, &QAction::triggered, this,
            [this] { askToRevoke((m_subject.isEmpty() ? commonSubject() : m_subject).user); });
    retranslateUi();
    makeIcons();
}

void BanActions::setSelection(const ActionTargets &targets, const BanSubject &subject)
{
    m_targets = targets;
    m_subject = subject;
    retranslateUi();
}

BanSubject BanActions::commonSubject() const
{
    if (m_targets.users.size() == 1 && m_targets.connections.empty() && m_targets.rooms.isEmpty())
        return {.user = m_targets.users.constFirst()};
    if (m_targets.hasGroups())
        return {};
    std::optional<BanSubject> common;
    for (const ConnectionId id : m_targets.connections) {
        const ConnectionRow *row = m_connections.find(id);
        if (!row)
            continue;
        const BanSubject own = subjectOf(row->info);
        if (!common) {
            common = own;
            continue;
        }
        if (own.user != common->user)
            common->user.clear();
        if (own.address != common->address)
            common->address.clear();
        if (own.origin != common->origin)
            common->origin.clear();
        if (common->isEmpty())
            break;
    }
    return common.value_or(BanSubject());
}

void BanActions::ask(const BanSubject &subject)
{
    auto *dialog = new BanDialog(m_connections, subject, m_window, {wallNow, m_ownAddresses});
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_console.run(AddBans{{}, {dialog->ban()}});
    });
    dialog->open();
}

void BanActions::edit(const Ban &ban)
{
    auto *dialog = new BanDialog(m_connections, ban, m_window, {wallNow, m_ownAddresses});
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, ban] {
        if (dialog->ban() != ban)
            m_console.run(EditBan{{}, dialog->ban()});
    });
    dialog->open();
}

void BanActions::remove(const std::vector<Ban> &bans)
{
    if (bans.empty())
        return;
    const bool isOne = bans.size() == 1;
    QMessageBox *box =
        makeQuestion(tr("Remove Bans"),
                     isOne ? tr("Remove the ban of %1?").arg(BanText::inSentence(bans.front()))
                           : tr("Remove %Ln ban(s)?", nullptr, int(bans.size())),
                     isOne ? tr("Whom it keeps out may connect again.")
                           : tr("%1. Whom they keep out may connect again.").arg(BanText::inSentence(bans)),
                     tr("&Remove"), tr("Cancel"), m_window);
    box->setObjectName(u"removeBansQuestion"_s);
    connect(box->findChild<QPushButton *>(u"ok"_s), &QPushButton::clicked, this, [this, bans] {
        m_console.run(RemoveBans{{}, bans});
    });
    box->open();
}

void BanActions::askToRevoke(const QString &user)
{
    QMessageBox *box = makeQuestion(
        tr("Revoke Tokens"), tr("Revoke the tokens of %1?").arg(nameInText(user)),
        tr("Connections with one of them are closed. Tokens that were issued before now, or do not say when, "
           "are "
           "refused until those that are known have expired, or for 30 days. This cannot be taken back."),
        tr("&Revoke"), tr("Cancel"), m_window);
    box->setObjectName(u"revokeTokensQuestion"_s);
    connect(box->findChild<QPushButton *>(u"ok"_s), &QPushButton::clicked, this,
            [this, user] { m_console.run(Revoke{.kind = RevocationKind::User, .value = user}); });
    box->open();
}

void BanActions::importFile(const QString &file, const std::vector<Ban> &present)
{
    const QString title = tr("Import Bans");
    const QString nothing = tr("No ban was imported.");
    const QString name = visibleText(QDir::toNativeSeparators(file));
    const auto refuse = [&](const QString &why) {
        warn(title, nothing, tr("%1: %2", "file, what is wrong").arg(name, why));
    };
    const Result<QByteArray> bytes = readFile(file, BanFile::MaxBytes, Streams::Refused);
    if (!bytes)
        return warn(title, nothing, visibleText(bytes.error().text, PeerTextKind::Block));
    Result<BanFile::Content> content = BanFile::parse(*bytes, wallNow());
    if (!content)
        return refuse(content.error().text);
    QSet<std::pair<int, QString>> known;
    for (const Ban &ban : present)
        known.insert({int(ban.kind), ban.value});
    const auto count = std::erase_if(content->bans, [&known](const Ban &ban) {
        return known.contains({int(ban.kind), ban.value});
    });
    if (content->bans.empty())
        return refuse(tr("it has no ban that is new and has not ended"));
    askToImport(name, std::move(content->bans), int(count), content->expired);
}

//! \a present, \a expired: how many of the file are left out.
void BanActions::askToImport(const QString &file, std::vector<Ban> bans, int present, int expired)
{
    int closed = 0;
    const std::vector<BanMatcher> matchers(bans.begin(), bans.end());
    for (int row = 0; row < m_connections.rowCount(); ++row) {
        const ConnectionRow &connection = m_connections.rowAt(row);
        closed += !connection.isEnded() && std::ranges::any_of(matchers, [&](const BanMatcher &matcher) {
            return matcher.matches(connection.info);
        });
    }
    QStringList details{tr("%Ln connection(s) would be closed now.", nullptr, closed)};
    if (present > 0)
        details += tr("%Ln ban(s) of the file exist already and stay as they are.", nullptr, present);
    if (expired > 0)
        details += tr("%Ln ban(s) of the file have ended and are left out.", nullptr, expired);
    const auto own =
        std::ranges::find_if(bans, [this](const Ban &ban) { return m_ownAddresses.isHitBy(ban); });
    if (own != bans.end())
        details +=
            u"▲ "_s +
            tr("%1 is, or contains, an address of this machine: you would ban yourself.").arg(own->value);
    QMessageBox *box =
        makeQuestion(tr("Import Bans"), tr("Add %Ln ban(s) of %1?", nullptr, int(bans.size())).arg(file),
                     details.join(u"\n"_s), tr("&Add"), tr("Cancel"), m_window);
    box->setObjectName(u"importBansQuestion"_s);
    connect(box->findChild<QPushButton *>(u"ok"_s), &QPushButton::clicked, this,
            [this, bans = std::move(bans)] {
                m_console.run(AddBans{{}, bans});
            });
    box->open();
}

void BanActions::exportFile(const QString &file, const std::vector<Ban> &bans)
{
    const QString name = visibleText(QDir::toNativeSeparators(file));
    if (const Result<void> written = writePayload(file, BanFile::toJson(bans)); !written) {
        warn(tr("Export Bans"), tr("The bans were not saved."),
             tr("%1: %2", "file, what is wrong").arg(name, written.error().text));
        return;
    }
    Q_EMIT reported(tr("Saved %Ln ban(s) as %1", nullptr, int(bans.size())).arg(name));
}

void BanActions::warn(const QString &title, const QString &text, const QString &detail)
{
    auto *box = new QMessageBox(QMessageBox::Warning, title, text, QMessageBox::NoButton, m_window);
    box->setObjectName(u"banWarning"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(detail);
    box->addButton(tr("Close"), QMessageBox::RejectRole);
    box->open();
}

void BanActions::makeIcons()
{
    m_ban->setIcon(makeIcon(Icon::Ban, m_window->palette()));
}

void BanActions::retranslateUi()
{
    m_ban->setText(tr("&Ban…"));
    const bool isSelected = !m_targets.isEmpty() || !m_subject.isEmpty();
    const BanSubject subject = m_subject.isEmpty() ? commonSubject() : m_subject;
    const bool isPossible = !subject.isEmpty();
    m_ban->setEnabled(isPossible);
    m_ban->setToolTip(isPossible
                          ? tr("Close the connections of a user, an address, a network or an Origin, and "
                               "keep them out")
                      : isSelected ? tr("The selected connections have no user, address or Origin in common")
                                   : tr("Select something that has a user, an address or an Origin first"));
    m_ban->setStatusTip(m_ban->toolTip());
    explainRevoke(subject.user);
}

// A guest has no token.
void BanActions::explainRevoke(const QString &user)
{
    m_revoke->setText(tr("Re&voke Tokens…"));
    m_revoke->setEnabled(!user.isEmpty() && !isGuestName(user));
    m_revoke->setToolTip(m_revoke->isEnabled() ? tr("Accept the tokens of this user no more")
                                               : tr("Select connections of one user first"));
    m_revoke->setStatusTip(m_revoke->toolTip());
}

} // namespace signalbox
