#include "ui/bans/banspanel.h"

#include "core/model/banqueryrow.h"
#include "ui/bans/banactions.h"
#include "ui/bans/bansmodel.h"
#include "ui/bans/bansproxymodel.h"
#include "ui/bans/bantext.h"
#include "ui/connections/filterbar.h"
#include "ui/connections/listtable.h"
#include "ui/theme/actionbutton.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QAction>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::seconds TickInterval{5};

constexpr std::array<ListColumn, BansModel::ColumnCount> Columns{{
    {.sample = "Network"},
    {.sample = "255.255.255.255/32", .mostCharacters = 48},
    {.sample = "operator", .mostCharacters = 24, .dropOrder = 2},
    {.sample = "88/88/88 88:88:88", .dropOrder = 1},
    {.sample = "in 88 h 88 min"},
    {.sample = "88,888", .isNumeric = true},
    {.sample = "Floods the lobby with adverts",
     .mostCharacters = 80,
     .dropOrder = 3}, // takes the rest of the width
}};

} // namespace

BansPanel::BansPanel(BansApi &api, BanActions &actions, QWidget *parent)
    : ListPane(u"bans"_s, parent)
    , m_api(api)
    , m_actions(actions)
    , m_model(new BansModel(this))
    , m_proxy(new BansProxyModel(*m_model, this))
    , m_filter(new FilterBar(QueryList::Bans, u"bansFilter"_s, u"bansCount"_s, this))
    , m_add(new QAction(this))
    , m_import(new QAction(this))
    , m_export(new QAction(this))
    , m_table(nullptr)
    , m_edit(new QAction(this))
    , m_remove(new QAction(this))
    , m_copy(new QAction(this))
    , m_openFile([this] {
        return QFileDialog::getOpenFileName(window(), tr("Import bans"), QString(), tr("JSON (*.json)"));
    })
    , m_saveFile([this] {
        return QFileDialog::getSaveFileName(window(), tr("Export bans"), u"bans.json"_s, tr("JSON (*.json)"));
    })
{
    buildActions();
    buildLayout();
    connectParts();
    setBarActions({m_edit, m_copy, m_remove});
    setIcons();
    retranslateUi();
}

void BansPanel::setFileChoosers(FileChooser open, FileChooser save)
{
    m_openFile = std::move(open);
    m_saveFile = std::move(save);
}

void BansPanel::buildActions()
{
    m_add->setObjectName(u"addBanAction"_s);
    m_import->setObjectName(u"importBansAction"_s);
    m_export->setObjectName(u"exportBansAction"_s);
    m_edit->setObjectName(u"editBanAction"_s);
    m_remove->setObjectName(u"removeBansAction"_s);
    m_copy->setObjectName(u"copyBansAction"_s);
    m_add->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_N));
    m_add->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_add);
    m_remove->setShortcut(QKeySequence::Delete);
    m_copy->setShortcut(QKeySequence::Copy);
}

void BansPanel::buildLayout()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_filter, 1);
    row->addLayout(makeButtons());
    m_table = new ListTable(Columns, BansModel::Value, this);
    m_table->setObjectName(name());
    m_table->horizontalHeader()->setSortIndicator(BansModel::Created, Qt::DescendingOrder);
    m_table->setModel(m_proxy);
    for (QAction *action : {m_edit, m_remove, m_copy}) {
        action->setShortcutContext(Qt::WidgetShortcut); // while the table has the focus
        m_table->addAction(action);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_table, 1);
}

//! The buttons stay beside the field when an error of the filter is shown below it.
QHBoxLayout *BansPanel::makeButtons()
{
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, Spacing::Medium, Spacing::Large, Spacing::Medium);
    buttons->setSpacing(Spacing::Medium);
    for (QAction *action : {m_add, m_import, m_export})
        buttons->addWidget(new ActionButton(action, ActionButton::Look::Plain, this), 0, Qt::AlignTop);
    return buttons;
}

void BansPanel::connectParts()
{
    m_ticker.setInterval(TickInterval);
    connect(&m_ticker, &QTimer::timeout, m_model, &BansModel::tick);
    m_filter->setKnownValues([this](QueryField field) { return valuesOf(field); });
    connect(m_filter, &FilterBar::queryChanged, this, &BansPanel::applyFilter);
    connect(m_filter, &FilterBar::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table, &ListTable::selectedRowsChanged, this, &BansPanel::updateActions);
    connect(m_table, &ListTable::rowActivated, this, &BansPanel::editSelected);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        m_table->showMenu(at, {m_edit, m_remove, m_add}, m_copy);
    });
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_table->keepSelection([this](int row) { return m_proxy->banAt(row).id.value(); }); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_table->restoreSelection([this](quint64 id) {
            const int row = m_model->rowOf(BanId(id));
            return row < 0 ? -1 : m_proxy->mapFromSource(m_model->index(row, 0)).row();
        });
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_proxy, signal, this, &BansPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &BansPanel::updateTexts);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &BansPanel::updateTexts);
    connect(m_add, &QAction::triggered, this, [this] { m_actions.ask({}); });
    connect(m_edit, &QAction::triggered, this, &BansPanel::editSelected);
    connect(m_remove, &QAction::triggered, this, &BansPanel::removeSelected);
    connect(m_copy, &QAction::triggered, this, &BansPanel::copySelection);
    connect(m_import, &QAction::triggered, this, &BansPanel::importFile);
    connect(m_export, &QAction::triggered, this, &BansPanel::exportFile);
}

QString BansPanel::title() const
{
    return tr("Bans");
}

void BansPanel::setWatching(bool on)
{
    m_subscription = on ? m_api.subscribe({}) : nullptr;
    if (!m_subscription)
        return;
    connect(m_subscription.get(), &BansSubscription::listed, this, [this](const std::vector<Ban> &bans) {
        m_model->setBans(bans);
        updateActions(); // the selected one may have changed
        updateTexts();
    });
}

void BansPanel::activateFilter()
{
    m_filter->activate();
}

void BansPanel::activateList()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

QString BansPanel::selectionText() const
{
    if (const Ban *ban = selectedBan())
        return BanText::inSentence(*ban);
    const std::size_t count = m_table->selectedRows().size();
    return count == 0 ? QString() : tr("%Ln selected", nullptr, int(count));
}

QByteArray BansPanel::saveState() const
{
    return m_table->saveState();
}

bool BansPanel::restoreState(const QByteArray &state)
{
    return m_table->restoreState(state);
}

const Ban *BansPanel::selectedBan() const
{
    const std::vector<int> rows = m_table->selectedRows();
    return rows.size() == 1 ? &m_proxy->banAt(rows.front()) : nullptr;
}

std::vector<Ban> BansPanel::selectedBans() const
{
    std::vector<Ban> bans;
    for (const int row : m_table->selectedRows())
        bans.push_back(m_proxy->banAt(row));
    return bans;
}

void BansPanel::applyFilter()
{
    m_proxy->setFilter(m_filter->query());
    updateActions();
    updateTexts();
}

//! Returns the texts that the bans have in \a field, each once, for completions.
QStringList BansPanel::valuesOf(QueryField field) const
{
    QSet<QString> values;
    for (const Ban &ban : m_model->bans()) {
        QueryRow::Texts texts;
        const BanQueryRow row(ban, m_model->now());
        row.appendTexts(field, texts);
        for (const QStringView text : texts) {
            if (!text.isEmpty())
                values.insert(text.toString());
        }
    }
    QStringList sorted(values.begin(), values.end());
    sorted.sort(Qt::CaseInsensitive);
    return sorted;
}

void BansPanel::updateActions()
{
    const bool isOne = selectedBan();
    const bool isAny = !m_table->selectedRows().empty();
    m_edit->setEnabled(isOne);
    m_remove->setEnabled(isAny);
    m_copy->setEnabled(isAny);
    m_edit->setToolTip(isOne ? tr("Change the reason and the end of the ban") : tr("Select one ban first"));
    const QString select = tr("Select a ban first");
    m_remove->setToolTip(isAny ? tr("Let those in again whom the selected bans keep out") : select);
    m_copy->setToolTip(isAny ? tr("Copy the selected rows") : select);
    m_export->setEnabled(m_model->rowCount() > 0);
    m_export->setToolTip(m_export->isEnabled()
                             ? tr("Save the selected bans, or all that the filter shows, as JSON")
                             : tr("There is no ban to export"));
    offerFacts();
    Q_EMIT targetsChanged();
}

void BansPanel::offerFacts()
{
    const Ban *ban = selectedBan();
    const BanId id = ban ? ban->id : BanId();
    if (id == std::exchange(m_offered, id) || !ban)
        return;
    Q_EMIT factsSelected({.headline = BanText::inSentence(*ban),
                          .sentence = {},
                          .facts = BanText::facts(*ban, m_model->now())});
}

void BansPanel::updateTexts()
{
    const int total = m_model->rowCount();
    m_filter->setCount(m_proxy->filter().isEmpty() ? tr("%Ln ban(s)", nullptr, total)
                                                   : tr("%1 of %2 shown")
                                                         .arg(Format::count(quint64(m_proxy->rowCount())),
                                                              Format::count(quint64(total))));
    setBadge(total > 0 ? Format::count(quint64(total)) : QString());
    m_table->setPlaceholder(
        total > 0
            ? tr("No ban matches the filter")
            : tr("Nobody is banned.\n\nA ban closes the connections of a user, of an address or network, or "
                 "of "
                 "the pages of an Origin, and keeps them out.\nAdd one here (Ctrl+N), or from a connection, "
                 "a closed one, or a request that was refused."));
    m_export->setEnabled(total > 0);
}

void BansPanel::editSelected()
{
    if (const Ban *ban = selectedBan())
        m_actions.edit(*ban);
}

void BansPanel::removeSelected()
{
    m_actions.remove(selectedBans());
}

void BansPanel::copySelection()
{
    if (const int rows = m_table->copySelection(); rows > 0)
        Q_EMIT actionReported(tr("Copied %Ln ban(s)", nullptr, rows));
}

void BansPanel::importFile()
{
    if (const QString file = m_openFile(); !file.isEmpty())
        m_actions.importFile(file, m_model->bans());
}

void BansPanel::exportFile()
{
    std::vector<Ban> bans = selectedBans();
    if (bans.size() < 2) {
        bans.clear();
        for (int row = 0; row < m_proxy->rowCount(); ++row)
            bans.push_back(m_proxy->banAt(row));
    }
    if (bans.empty()) {
        Q_EMIT actionReported(tr("There is no ban to export"));
        return;
    }
    if (const QString file = m_saveFile(); !file.isEmpty())
        m_actions.exportFile(file, bans);
}

void BansPanel::setIcons()
{
    m_add->setIcon(makeIcon(Icon::Add, palette()));
    m_export->setIcon(makeIcon(Icon::Save, palette()));
    m_remove->setIcon(makeIcon(Icon::Clear, palette()));
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
}

void BansPanel::retranslateUi()
{
    const QString hint = tr("Filter bans");
    m_filter->setTexts({hint, hint,
                        tr("Shows the bans for which every word is true: a part of what is shown, or\n"
                           "kind:user value:10.0.* reason:spam by:ann hits>100 expires<1h created>1d\n"
                           "- before a word negates it. Ctrl+Space completes")});
    m_table->setAccessibleName(tr("Bans"));
    m_add->setText(tr("&Add a Ban…"));
    m_add->setIconText(tr("Add…"));
    m_add->setToolTip(tr("Ban a user, an address, a network or an Origin"));
    m_import->setText(tr("&Import Bans…"));
    m_import->setIconText(tr("Import…"));
    m_import->setToolTip(tr("Add the bans of a JSON file"));
    m_export->setText(tr("E&xport Bans…"));
    m_export->setIconText(tr("Export…"));
    m_edit->setText(tr("&Edit…"));
    m_remove->setText(tr("&Remove…"));
    m_copy->setText(tr("&Copy"));
    m_model->retranslate();
    updateActions();
    updateTexts();
}

void BansPanel::changeEvent(QEvent *event)
{
    ListPane::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        setIcons();
}

void BansPanel::showEvent(QShowEvent *event)
{
    ListPane::showEvent(event);
    m_model->tick();
    m_ticker.start();
}

void BansPanel::hideEvent(QHideEvent *event)
{
    ListPane::hideEvent(event);
    m_ticker.stop();
}

} // namespace signalbox
