#include "ui/dialogs/scopebox.h"

#include "ui/theme/peertext.h"

#include <QEvent>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype MaxFilterText = 60; // characters

} // namespace

ScopeBox::ScopeBox(int selected, FilterScope matching, QWidget *parent)
    : QWidget(parent)
    , m_selectedCount(selected)
    , m_matching(std::move(matching))
    , m_selected(new QRadioButton(this))
    , m_all(new QRadioButton(this))
{
    m_selected->setObjectName(u"scopeSelected"_s);
    m_all->setObjectName(u"scopeMatching"_s);
    m_selected->setChecked(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_selected);
    layout->addWidget(m_all);
    connect(m_all, &QRadioButton::toggled, this, &ScopeBox::changed);
    retranslate();
}

bool ScopeBox::isMatching() const
{
    return m_all->isChecked();
}

void ScopeBox::retranslate()
{
    // In a button & marks a mnemonic.
    QString filter = elided(visibleText(m_matching.filter, PeerTextKind::Line), MaxFilterText);
    filter.replace(u'&', u"&&"_s);
    m_selected->setText(tr("The %Ln &selected", nullptr, m_selectedCount));
    m_all->setText(tr("&All %Ln that the filter shows: %1", nullptr, m_matching.connections).arg(filter));
}

void ScopeBox::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace signalbox
