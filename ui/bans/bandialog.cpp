#include "ui/bans/bandialog.h"

#include "core/base/names.h"
#include "core/base/network.h"
#include "ui/bans/banpreview.h"
#include "ui/bans/bantext.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/theme/accent.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// The networks that are proposed: what an ISP gives one customer, or a company.
constexpr int ProposedLength4 = 24;
constexpr int ProposedLength6 = 64;

constexpr std::array<Milliseconds, 3> Durations{std::chrono::hours(1), std::chrono::hours(24),
                                                std::chrono::hours(24 * 7)};

QDateTime toDateTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count());
}

WallTime toWallTime(const QDateTime &time)
{
    return WallTime(Milliseconds(time.toMSecsSinceEpoch()));
}

} // namespace

BanDialog::Surroundings BanDialog::Surroundings::ofSystem()
{
    return {wallNow, OwnAddresses::ofMachine()};
}

BanDialog::BanDialog(const ConnectionsModel &connections, const BanSubject &subject, QWidget *parent,
                     Surroundings surroundings)
    : QDialog(parent)
    , m_surroundings(std::move(surroundings))
    , m_isNew(true)
    , m_values(ChoiceCount)
{
    buildForm(connections);
    propose(subject);
    retranslate();
    m_duration->setCurrentIndex(int(Duration::Day));
    (m_value->text().isEmpty() ? m_value : m_reason)->setFocus();
    check();
}

BanDialog::BanDialog(const ConnectionsModel &connections, const Ban &ban, QWidget *parent,
                     Surroundings surroundings)
    : QDialog(parent)
    , m_surroundings(std::move(surroundings))
    , m_isNew(false)
    , m_ban(ban)
    , m_values(ChoiceCount)
{
    buildForm(connections);
    m_lastChoice = ban.kind == BanKind::User     ? int(Choice::User)
                   : ban.kind == BanKind::Origin ? int(Choice::Origin)
                   : ban.value.contains(u'/')    ? int(Choice::Network)
                                                 : int(Choice::Address);
    retranslate();
    m_kind->setCurrentIndex(m_lastChoice);
    m_value->setText(visibleText(ban.value));
    m_reason->setText(visibleText(ban.reason, PeerTextKind::Line));
    m_duration->setCurrentIndex(int(ban.expires ? Duration::Until : Duration::ForEver));
    if (ban.expires)
        m_until->setDateTime(toDateTime(*ban.expires));
    // Another value is another ban, with hits of its own.
    m_kind->setEnabled(false);
    m_value->setReadOnly(true);
    m_reason->setFocus();
    check();
}

void BanDialog::buildForm(const ConnectionsModel &connections)
{
    setObjectName(u"banDialog"_s);
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"kind"_s);
    for (int i = 0; i < ChoiceCount; ++i)
        m_kind->addItem(QString());
    m_value = new QLineEdit(this);
    m_value->setObjectName(u"value"_s);
    m_value->setMinimumWidth(52 * fontMetrics().averageCharWidth());
    m_problem = new QLabel(this);
    m_problem->setObjectName(u"problem"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(fontMetrics().lineSpacing()); // so that the dialog does not change its size
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"reason"_s);
    m_duration = new QComboBox(this);
    m_duration->setObjectName(u"duration"_s);
    for (int i = 0; i < DurationCount; ++i)
        m_duration->addItem(QString());
    m_until = new QDateTimeEdit(toDateTime(m_surroundings.clock() + Durations.back()), this);
    m_until->setObjectName(u"until"_s);
    m_until->setCalendarPopup(true);
    m_until->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    m_preview =
        new BanPreview(connections, this); // behind the fields: the order in which Tab moves the focus

    m_buttons = new QDialogButtonBox(this);
    m_ok = m_buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"ok"_s);
    m_ok->setDefault(true);
    m_cancel = m_buttons->addButton(QString(), QDialogButtonBox::RejectRole);
    m_cancel->setObjectName(u"cancel"_s);
    m_cancel->setAutoDefault(false);

    const auto makeLabel = [this](QWidget *buddy) {
        auto *label = new QLabel(this);
        label->setBuddy(buddy);
        return label;
    };
    m_kindLabel = makeLabel(m_kind);
    m_valueLabel = makeLabel(m_value);
    m_reasonLabel = makeLabel(m_reason);
    m_durationLabel = makeLabel(m_duration);
    m_untilLabel = makeLabel(m_until);
    m_form = new QFormLayout;
    m_form->addRow(m_kindLabel, m_kind);
    m_form->addRow(m_valueLabel, m_value);
    m_form->addRow(QString(), m_problem);
    m_form->addRow(m_reasonLabel, m_reason);
    m_form->addRow(m_durationLabel, m_duration);
    m_form->addRow(m_untilLabel, m_until);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(m_form);
    layout->addSpacing(fontMetrics().lineSpacing() / 2);
    layout->addWidget(m_preview);
    layout->addStretch();
    layout->addWidget(m_buttons);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &BanDialog::chooseKind);
    connect(m_value, &QLineEdit::textChanged, this, &BanDialog::check);
    connect(m_reason, &QLineEdit::textChanged, this, &BanDialog::check);
    connect(m_duration, &QComboBox::currentIndexChanged, this, &BanDialog::check);
    connect(m_until, &QDateTimeEdit::dateTimeChanged, this, &BanDialog::check);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &BanDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &BanDialog::reject);
}

//! Fills in what is known for each kind, and shows the first kind of which something is known.
void BanDialog::propose(const BanSubject &subject)
{
    if (!subject.user.isEmpty())
        m_values[std::size_t(Choice::User)] = visibleText(subject.user);
    if (!subject.address.isNull()) {
        const QHostAddress address = unmappedAddress(subject.address);
        const bool isIpv4 = address.protocol() == QAbstractSocket::IPv4Protocol;
        const QString length = QString::number(isIpv4 ? ProposedLength4 : ProposedLength6);
        m_values[std::size_t(Choice::Address)] = address.toString();
        if (const auto network = Network::parse(address.toString() + u'/' + length))
            m_values[std::size_t(Choice::Network)] = network->toString();
    }
    if (!subject.origin.isEmpty())
        m_values[std::size_t(Choice::Origin)] = visibleText(subject.origin);
    const auto known = std::ranges::find_if_not(m_values, &QString::isEmpty);
    m_lastChoice = known == m_values.end() ? 0 : int(known - m_values.begin());
    if (isGuestName(subject.user) && !subject.address.isNull())
        m_lastChoice = int(Choice::Address); // the next connection of a guest has another name
    m_value->setText(m_values[std::size_t(m_lastChoice)]);
    const QSignalBlocker blocker(m_kind);
    m_kind->setCurrentIndex(m_lastChoice);
}

BanDialog::Choice BanDialog::choice() const
{
    return Choice(m_kind->currentIndex());
}

BanDialog::Duration BanDialog::duration() const
{
    return Duration(m_duration->currentIndex());
}

Result<Ban> BanDialog::read() const
{
    Ban ban = m_ban;
    if (m_isNew) {
        ban.kind = choice() == Choice::User     ? BanKind::User
                   : choice() == Choice::Origin ? BanKind::Origin
                                                : BanKind::Address;
        const QString text = verbatimText(m_value->text().trimmed());
        const Result<QString> value = BanText::checkedValue(ban.kind, text);
        if (!value)
            return value.error();
        ban.value = *value;
    }
    ban.reason = verbatimText(m_reason->text().trimmed());
    if (const std::optional<QString> fault = BanText::faultOfReason(ban.reason))
        return Error{Error::Code::Invalid, *fault};
    const WallTime now = m_surroundings.clock();
    switch (duration()) {
    case Duration::Hour:
    case Duration::Day:
    case Duration::Week:
        ban.expires = now + Durations[std::size_t(duration())];
        break;
    case Duration::ForEver:
        ban.expires.reset();
        break;
    case Duration::Until:
        ban.expires = toWallTime(m_until->dateTime());
        if (*ban.expires <= now)
            return Error{Error::Code::Invalid, tr("The end of the ban is not in the future")};
        break;
    }
    return ban;
}

void BanDialog::chooseKind()
{
    m_values[std::size_t(std::exchange(m_lastChoice, m_kind->currentIndex()))] = m_value->text();
    m_value->setText(m_values[std::size_t(m_lastChoice)]);
    retranslate();
    check();
}

void BanDialog::check()
{
    const bool hasEnd = duration() == Duration::Until;
    m_until->setEnabled(hasEnd);
    m_untilLabel->setEnabled(hasEnd);
    const Result<Ban> ban = read();
    m_ok->setEnabled(ban.isOk());
    QString problem;
    if (!ban)
        problem =
            m_value->text().isEmpty() ? QString() : ban.error().text; // nothing is wrong before one types
    else if (m_surroundings.ownAddresses.isHitBy(*ban))
        problem = tr("This is an address of this machine: you would ban yourself");
    m_problem->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accentColor(Accent::Bad, colors.color(QPalette::Window)));
    m_problem->setPalette(colors);
    if (ban)
        m_preview->setMatcher(
            [matcher = BanMatcher(*ban)](const ConnectionInfo &info) { return matcher.matches(info); });
    else
        m_preview->setMatcher({});
}

void BanDialog::accept()
{
    const Result<Ban> ban = read();
    if (!ban) { // its end has passed since
        check();
        return;
    }
    m_ban = *ban;
    if (m_surroundings.ownAddresses.isHitBy(m_ban))
        askAgain();
    else
        QDialog::accept();
}

void BanDialog::askAgain()
{
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Ban This Machine?"),
                                     tr("%1 is, or contains, an address of this machine.").arg(m_ban.value),
                                     QMessageBox::NoButton, this);
    question->setObjectName(u"ownAddressQuestion"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(
        tr("Clients on this machine, and proxies on it that are not trusted, are closed and cannot connect "
           "until the ban is removed. This window keeps working.\n\n%Ln connection(s) would be closed now.",
           nullptr, m_preview->count()));
    QPushButton *ban = question->addButton(tr("&Ban It All the Same"), QMessageBox::DestructiveRole);
    ban->setObjectName(u"banAllTheSame"_s);
    QPushButton *cancel = question->addButton(tr("Cancel"), QMessageBox::RejectRole);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(ban, &QPushButton::clicked, this, [this] { QDialog::accept(); });
    question->open();
}

void BanDialog::retranslate()
{
    setWindowTitle(m_isNew ? tr("Ban") : tr("Edit Ban"));
    const std::array kinds{tr("User"), tr("Address"), tr("Network"), tr("Origin")};
    static_assert(kinds.size() == ChoiceCount);
    for (int i = 0; i < ChoiceCount; ++i)
        m_kind->setItemText(i, kinds[std::size_t(i)]);
    const std::array hints{tr("The name of the user"), tr("10.0.3.117 or 2001:db8::1"),
                           tr("10.0.3.0/24 or 2001:db8::/32"), u"https://example.org"_s};
    static_assert(hints.size() == ChoiceCount);
    m_value->setPlaceholderText(hints[std::size_t(m_kind->currentIndex())]);
    const std::array durations{tr("1 hour"), tr("1 day"), tr("1 week"), tr("For ever"), tr("Until…")};
    static_assert(durations.size() == DurationCount);
    for (int i = 0; i < DurationCount; ++i)
        m_duration->setItemText(i, durations[std::size_t(i)]);
    m_kindLabel->setText(tr("&Kind:"));
    m_kind->setAccessibleName(tr("What is banned"));
    m_valueLabel->setText(tr("&Value:"));
    m_value->setAccessibleName(tr("Who is banned"));
    m_problem->setAccessibleName(tr("What is wrong with the ban"));
    m_reasonLabel->setText(tr("&Reason:"));
    m_reason->setPlaceholderText(tr("Optional; for operators, clients do not see it"));
    m_reason->setAccessibleName(tr("Reason"));
    m_durationLabel->setText(tr("&Duration:"));
    m_duration->setAccessibleName(tr("How long the ban lasts"));
    m_untilLabel->setText(tr("&Until:"));
    m_until->setAccessibleName(tr("End of the ban"));
    m_ok->setText(m_isNew ? tr("&Ban") : tr("&Save"));
    m_cancel->setText(tr("Cancel"));
}

void BanDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        check();
    }
}

} // namespace signalbox
