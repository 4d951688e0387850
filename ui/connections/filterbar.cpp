#include "ui/connections/filterbar.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

#include <chrono>

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds Delay{120};

} // namespace

FilterBar::FilterBar(const QString &filterName, const QString &countName, QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_filter(new QLineEdit(this))
    , m_icon(m_filter->addAction(makeIcon(Icon::Filter, palette()), QLineEdit::LeadingPosition))
    , m_count(new QLabel(this))
{
    m_filter->setObjectName(filterName);
    m_filter->setClearButtonEnabled(true);
    m_label->setBuddy(m_filter);
    m_count->setObjectName(countName);
    m_delay.setSingleShot(true);
    m_delay.setInterval(Delay);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label);
    layout->addWidget(m_filter, 1);
    layout->addSpacing(fontMetrics().averageCharWidth());
    layout->addWidget(m_count);

    connect(m_filter, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, &FilterBar::submit);
    connect(&m_delay, &QTimer::timeout, this, &FilterBar::submit);
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

QString FilterBar::text() const
{
    return m_filter->text();
}

void FilterBar::submit()
{
    m_delay.stop();
    Q_EMIT filterChanged(m_filter->text());
}

void FilterBar::retranslateUi()
{
    m_label->setText(tr("Fi&lter:"));
}

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        m_icon->setIcon(makeIcon(Icon::Filter, palette()));
}

} // namespace signalbox
