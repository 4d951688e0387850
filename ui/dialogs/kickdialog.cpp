#include "ui/dialogs/kickdialog.h"

#include "core/base/closereason.h"
#include "ui/theme/accent.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Preset
{
    quint16 code;
    const char *label;
};

constexpr std::array<Preset, 5> Presets{{
    {4100, QT_TRANSLATE_NOOP("signalbox::KickDialog", "4100 – kicked, may return")},
    {4403, QT_TRANSLATE_NOOP("signalbox::KickDialog", "4403 – banned, do not simply retry")},
    {1008, QT_TRANSLATE_NOOP("signalbox::KickDialog", "1008 – policy violation")},
    {3003, QT_TRANSLATE_NOOP("signalbox::KickDialog", "3003 – forbidden")},
    {1000, QT_TRANSLATE_NOOP("signalbox::KickDialog", "1000 – normal closure")},
}};

constexpr int FirstCustomCode = 3000;
constexpr int LastCustomCode = 4999;

} // namespace

KickDialog::KickDialog(Targets targets, const KickChoice &initial, QWidget *parent)
    : QDialog(parent)
    , m_targets(std::move(targets))
{
    buildForm();
    retranslateUi();
    choose(initial);
    m_reason->setFocus();
    m_reason->selectAll();
    // Return cancels until something was chosen or typed: Delete and Return in a list must not end a connection.
    const auto allowReturn = [this] { m_kick->setDefault(true); };
    connect(m_preset, &QComboBox::currentIndexChanged, this, allowReturn);
    connect(m_custom, &QSpinBox::valueChanged, this, allowReturn);
    connect(m_reason, &QLineEdit::textChanged, this, allowReturn);
}

quint16 KickDialog::code() const
{
    return isCustom() ? quint16(m_custom->value()) : quint16(m_preset->currentData().toUInt());
}

QString KickDialog::reason() const
{
    return m_reason->text();
}

void KickDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        showReasonSize();
}

void KickDialog::buildForm()
{
    m_headline = new QLabel(this);
    m_headline->setObjectName(u"headline"_s);
    m_headline->setWordWrap(true);
    m_headline->setTextFormat(Qt::PlainText); // the user name comes from the peer

    if (m_targets.matching) {
        m_scope = new ScopeBox(m_targets.connections, *m_targets.matching, this);
        connect(m_scope, &ScopeBox::changed, this, [this] { m_headline->setText(headline()); });
    }

    m_preset = new QComboBox(this);
    m_preset->setObjectName(u"preset"_s);
    for (const Preset &preset : Presets)
        m_preset->addItem(QString(), preset.code);
    m_preset->addItem(QString(), 0);
    m_presetLabel = new QLabel(this);
    m_presetLabel->setBuddy(m_preset);

    m_custom = new QSpinBox(this);
    m_custom->setObjectName(u"custom"_s);
    m_custom->setRange(FirstCustomCode, LastCustomCode);
    m_custom->setValue(4000);
    m_customLabel = new QLabel(this);
    m_customLabel->setBuddy(m_custom);

    m_hint = new QLabel(this);
    m_hint->setObjectName(u"hint"_s);
    m_hint->setWordWrap(true);
    m_hint->setMinimumHeight(
        2 * fontMetrics().lineSpacing()); // constant, so that the dialog does not change its size
    m_hint->setAlignment(Qt::AlignLeft | Qt::AlignTop);

    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setMinimumWidth(48 * fontMetrics().averageCharWidth());
    m_reasonLabel = new QLabel(this);
    m_reasonLabel->setBuddy(m_reason);
    m_reasonSize = new QLabel(this);
    m_reasonSize->setObjectName(u"reasonSize"_s);
    m_reasonSize->setAlignment(Qt::AlignRight | Qt::AlignVCenter);

    // Not standard buttons: those set their own texts when the language changes.
    m_buttons = new QDialogButtonBox(this);
    m_kick = m_buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_kick->setObjectName(u"kick"_s);
    m_cancel = m_buttons->addButton(QString(), QDialogButtonBox::RejectRole);
    m_cancel->setObjectName(u"cancel"_s);
    m_cancel->setDefault(true);

    auto *form = new QFormLayout;
    form->addRow(m_presetLabel, m_preset);
    form->addRow(m_customLabel, m_custom);
    form->addRow(QString(), m_hint);
    form->addRow(m_reasonLabel, m_reason);
    form->addRow(QString(), m_reasonSize);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetMinimumSize);
    layout->addWidget(m_headline);
    if (m_scope)
        layout->addWidget(m_scope);
    layout->addSpacing(fontMetrics().lineSpacing() / 2);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(m_buttons);

    connect(m_preset, &QComboBox::currentIndexChanged, this, &KickDialog::showCode);
    connect(m_custom, &QSpinBox::valueChanged, this, &KickDialog::showCode);
    connect(m_reason, &QLineEdit::textChanged, this, &KickDialog::showReasonSize);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &KickDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &KickDialog::reject);
}

void KickDialog::choose(const KickChoice &choice)
{
    const int preset = m_preset->findData(choice.code);
    if (preset >= 0)
        m_preset->setCurrentIndex(preset);
    else if (choice.code >= FirstCustomCode && choice.code <= LastCustomCode) {
        m_preset->setCurrentIndex(m_preset->count() - 1);
        m_custom->setValue(choice.code);
    }
    m_reason->setText(choice.reason);
    showCode();
    showReasonSize();
}

bool KickDialog::isCustom() const
{
    return m_preset->currentIndex() == m_preset->count() - 1;
}

void KickDialog::showCode()
{
    m_custom->setEnabled(isCustom());
    m_customLabel->setEnabled(isCustom());
    if (!isCustom() && code() >= FirstCustomCode)
        m_custom->setValue(code()); // a custom code is probably near
    m_hint->setText(codeHint());
}

void KickDialog::showReasonSize()
{
    const qsizetype bytes = m_reason->text().toUtf8().size();
    const bool isTooLong = bytes > MaxReasonBytes;
    const QString size =
        tr("%1 / %2 bytes").arg(Format::count(quint64(bytes)), Format::count(quint64(MaxReasonBytes)));
    m_reasonSize->setText(isTooLong ? u"▲ "_s + tr("%1: too long for a close frame").arg(size) : size);

    QPalette colors = palette();
    if (isTooLong)
        colors.setColor(QPalette::WindowText, accentColor(Accent::Bad, colors.color(QPalette::Window)));
    m_reasonSize->setPalette(colors);
    QFont font = this->font();
    font.setBold(isTooLong);
    m_reasonSize->setFont(font);
    m_kick->setEnabled(!isTooLong);
}

void KickDialog::retranslateUi()
{
    setWindowTitle(tr("Kick"));
    m_headline->setText(headline());
    m_presetLabel->setText(tr("&Close code:"));
    for (std::size_t i = 0; i < Presets.size(); ++i)
        m_preset->setItemText(int(i), tr(Presets[i].label));
    m_preset->setItemText(m_preset->count() - 1, tr("Another code"));
    m_preset->setAccessibleName(tr("Close code"));
    m_customLabel->setText(tr("C&ustom code:"));
    m_custom->setAccessibleName(tr("Custom close code, 3000 to 4999"));
    m_reasonLabel->setText(tr("&Reason:"));
    m_reason->setPlaceholderText(tr("Optional; the client is shown this text"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reasonSize->setAccessibleName(tr("Length of the reason"));
    m_kick->setText(tr("&Kick"));
    m_cancel->setText(tr("Cancel"));
    showCode();
    showReasonSize();
}

QString KickDialog::headline() const
{
    if (!m_targets.only || appliesToMatching()) {
        const bool isMatching = appliesToMatching();
        return tr("Kick %Ln connection(s) of %1? What is still queued for them is discarded.", nullptr,
                  isMatching ? m_targets.matching->connections : m_targets.connections)
            .arg(isMatching ? m_targets.matching->names : m_targets.names);
    }
    return tr("Kick connection %1 (%2, %3)? What is still queued for it is discarded.")
        .arg(m_targets.only->id.toString(), userInText(m_targets.only->user), m_targets.only->peerText());
}

QString KickDialog::codeHint() const
{
    const quint16 chosen = code();
    if (chosen == 4403) {
        return tr("Asks the client not to simply retry. Only the code is sent: nothing keeps it from "
                  "connecting again. To keep it out, use Ban instead.");
    }
    if (chosen == 1000)
        return tr("Says that everything is done. Many clients do not come back after it.");
    if (chosen == 1008)
        return tr("Says that the client broke a rule. Many clients do not come back after it.");
    if (chosen < 4000)
        return tr("A code registered with IANA for libraries; what the client does is up to its library.");
    const bool isAboutTheMoment = chosen == 4408 || chosen == 4409 || chosen == 4429;
    if (isAboutTheMoment || (chosen >= 4100 && chosen < 4200))
        return tr("Asks the client to come back later, waiting longer after each failure.");
    if (chosen >= 4200 && chosen < 4300)
        return tr("Asks the client to come back now.");
    if (chosen >= 4400 && chosen < 4500)
        return tr("Asks the client not to simply retry; the last digits mean what they mean in HTTP.");
    return tr("An application's own code; what it means is up to the client.");
}

} // namespace signalbox
