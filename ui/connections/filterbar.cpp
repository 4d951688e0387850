#include "ui/connections/filterbar.h"

#include "ui/connections/filteredit.h"
#include "ui/theme/accent.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

FilterBar::FilterBar(QueryList list, const QString &filterName, const QString &countName, QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_filter(new FilterEdit(list, this))
    , m_icon(m_filter->addAction(makeIcon(Icon::Filter, palette()), FilterEdit::LeadingPosition))
    , m_count(new QLabel(this))
    , m_error(new QLabel(this))
{
    m_filter->setObjectName(filterName);
    m_label->setBuddy(m_filter);
    m_count->setObjectName(countName);
    m_error->setObjectName(filterName + u"Error"_s);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->hide();
    colorError();

    auto *row = new QHBoxLayout;
    row->setSpacing(Spacing::Medium);
    row->addWidget(m_label);
    row->addWidget(m_filter, 1);
    row->addWidget(m_count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Spacing::Large, Spacing::Medium, Spacing::Large, Spacing::Medium);
    layout->setSpacing(Spacing::Small);
    layout->addLayout(row);
    layout->addWidget(m_error);

    connect(m_filter, &FilterEdit::queryChanged, this, &FilterBar::queryChanged);
    connect(m_filter, &FilterEdit::errorChanged, this, &FilterBar::showError);
    connect(m_filter, &FilterEdit::leaveRequested, this, &FilterBar::leaveRequested);
    retranslateUi();
}

void FilterBar::setTexts(const Texts &texts)
{
    m_filter->setPlaceholderText(texts.placeholder);
    m_filter->setAccessibleName(texts.accessibleName);
    m_filter->setToolTip(texts.toolTip);
}

void FilterBar::setCount(const QString &text)
{
    m_count->setText(text);
}

void FilterBar::setKnownValues(KnownQueryValues values)
{
    m_filter->setKnownValues(std::move(values));
}

const Query &FilterBar::query() const
{
    return m_filter->query();
}

QString FilterBar::text() const
{
    return m_filter->text();
}

void FilterBar::activate()
{
    m_filter->activate();
}

void FilterBar::showError(const QString &error)
{
    m_error->setVisible(!error.isEmpty());
    m_error->setText(u"▲ "_s + error);
}

void FilterBar::colorError()
{
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, accentColor(Accent::Bad, warning.color(QPalette::Window)));
    m_error->setPalette(warning);
}

void FilterBar::retranslateUi()
{
    m_label->setText(tr("Fi&lter:"));
    m_error->setAccessibleName(tr("What is wrong with the filter"));
}

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslateUi();
    } else if (event->type() == QEvent::PaletteChange) {
        m_icon->setIcon(makeIcon(Icon::Filter, palette()));
        colorError();
    }
}

} // namespace signalbox
