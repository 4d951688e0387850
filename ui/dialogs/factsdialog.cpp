#include "ui/dialogs/factsdialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QLabel *makeText(const QString &text, const QString &name)
{
    auto *label = new QLabel(text);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText); // it may come from a peer
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

FactsDialog::FactsDialog(const QString &title, const QString &headline, const Facts &facts, QWidget *parent)
    : QDialog(parent)
    , m_content(new QVBoxLayout)
    , m_buttons(new QDialogButtonBox(this))
{
    setWindowTitle(title);
    QLabel *head = makeText(headline, u"headline"_s);
    QFont bold = head->font();
    bold.setBold(true);
    head->setFont(bold);
    head->setMinimumWidth(64 * fontMetrics().averageCharWidth());

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(2 * fontMetrics().averageCharWidth());
    for (const Fact &fact : facts) {
        auto *name = new QLabel(fact.title);
        name->setForegroundRole(QPalette::PlaceholderText);
        form->addRow(name, makeText(fact.value, u"value"_s));
    }
    m_content->addWidget(head);
    m_content->addLayout(form);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(m_content);
    layout->addStretch();
    layout->addWidget(m_buttons);

    // Not a standard button: those set their own texts when the language changes.
    QPushButton *close = m_buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    close->setFocus();
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void FactsDialog::addWidget(QWidget *widget)
{
    m_content->addWidget(widget);
}

QPushButton *FactsDialog::addButton(const QString &text, const QString &name)
{
    QPushButton *button = m_buttons->addButton(text, QDialogButtonBox::ActionRole);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

} // namespace signalbox
