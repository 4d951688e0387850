#include "ui/connections/actionreportdialog.h"

#include "ui/theme/peertext.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

using Shown = ActionResultsModel::Shown;

ActionReportDialog::ActionReportDialog(const CommandBody &command,
                                       const std::vector<LongAction::Result> &results, const QString &summary,
                                       QWidget *parent)
    : QDialog(parent)
    , m_model(new ActionResultsModel(command, results, this))
    , m_summary(new QLabel(this))
    , m_shownLabel(new QLabel(this))
    , m_shown(new QComboBox(this))
    , m_table(new QTableView(this))
    , m_buttons(new QDialogButtonBox(this))
    , m_copy(m_buttons->addButton(QString(), QDialogButtonBox::ActionRole))
    , m_close(m_buttons->addButton(QString(), QDialogButtonBox::RejectRole))
{
    m_summary->setObjectName(u"summary"_s);
    m_summary->setTextFormat(Qt::PlainText); // has names of peers
    m_summary->setWordWrap(true);
    m_summary->setText(summary);
    m_shown->setObjectName(u"shown"_s);
    m_shownLabel->setBuddy(m_shown);
    for (int i = 0; i < ActionResultsModel::ShownCount; ++i) {
        if (i == int(Shown::All) || m_model->count(Shown(i)) > 0)
            m_shown->addItem(QString(), i);
    }
    m_table->setObjectName(u"results"_s);
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->resizeSection(ActionResultsModel::User,
                                               fontMetrics().averageCharWidth() * 28);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ActionResultsModel::Id, Qt::AscendingOrder);
    m_copy->setObjectName(u"copy"_s);
    m_close->setObjectName(u"close"_s);
    m_close->setDefault(true);

    auto *filter = new QHBoxLayout;
    filter->addWidget(m_shownLabel);
    filter->addWidget(m_shown);
    filter->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_summary);
    layout->addLayout(filter);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_buttons);
    resize(560, 420);

    connect(m_shown, &QComboBox::currentIndexChanged, this,
            [this] { m_model->setShown(Shown(m_shown->currentData().toInt())); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_model->asText()); });
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    retranslate();
    m_shown->setCurrentIndex(std::max(0, m_shown->findData(int(Shown::Failures))));
}

QString ActionReportDialog::nameOf(Shown shown) const
{
    switch (shown) {
    case Shown::All:
        return tr("All");
    case Shown::Failures:
        return tr("All that did not go well");
    case Shown::Succeeded:
        return tr("Succeeded");
    case Shown::NoAnswer:
        return tr("No answer");
    case Shown::Rejected:
        return tr("Refused or not possible");
    case Shown::Gone:
        return tr("Already gone");
    case Shown::Unknown:
        return tr("Unknown");
    case Shown::NotSent:
        break;
    }
    return tr("Not sent, cancelled");
}

void ActionReportDialog::retranslate()
{
    setWindowTitle(tr("How It Ended"));
    m_shownLabel->setText(tr("&Show:"));
    for (int i = 0; i < m_shown->count(); ++i) {
        const auto shown = Shown(m_shown->itemData(i).toInt());
        m_shown->setItemText(
            i, tr("%1 (%L2)", "kind of outcome, number").arg(nameOf(shown)).arg(m_model->count(shown)));
    }
    m_shown->setAccessibleName(tr("Which outcomes are shown"));
    m_table->setAccessibleName(tr("Outcome for each connection"));
    m_copy->setText(tr("&Copy"));
    m_copy->setToolTip(tr("Copy the rows that are shown"));
    m_close->setText(tr("Close"));
    m_model->retranslate();
}

void ActionReportDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ActionReportDialog::keyPressEvent(QKeyEvent *event)
{
    if (!m_table->hasFocus() || !copyCell(*m_table, event))
        QDialog::keyPressEvent(event);
}

} // namespace signalbox
