#include "ui/bans/banpreview.h"

#include "ui/connections/connectionsmodel.h"
#include "ui/connections/listtable.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds RecountDelay{300}; // thousands may connect at once
constexpr int ShownRows = 5;

constexpr std::array<ListColumn, BanPreviewModel::ColumnCount> Columns{{
    {.sample = "88888"},
    {.sample = "guest-88888", .mostCharacters = 24},
    {.sample = "255.255.255.255:65535", .mostCharacters = 48},
    {.sample = "https://chat.example.org", .mostCharacters = 40, .dropOrder = 1},
}};

} // namespace

void BanPreviewModel::setConnections(std::vector<ConnectionInfo> connections)
{
    if (connections == m_connections)
        return; // keeps what is selected and scrolled to
    beginResetModel();
    m_connections = std::move(connections);
    endResetModel();
}

void BanPreviewModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

int BanPreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_connections.size());
}

int BanPreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BanPreviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || role != Qt::DisplayRole)
        return {};
    const ConnectionInfo &info = m_connections[std::size_t(index.row())];
    switch (index.column()) {
    case Id:
        return info.id.toString();
    case User:
        return cellText(info.user);
    case Address:
        return info.peer.toString();
    case Origin:
        return cellText(info.origin);
    default:
        return {};
    }
}

QVariant BanPreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const std::array titles{tr("ID"), tr("User"), tr("Address"), tr("Origin")};
    static_assert(titles.size() == ColumnCount);
    return titles[std::size_t(section)];
}

BanPreview::BanPreview(const ConnectionsModel &connections, QWidget *parent)
    : QWidget(parent)
    , m_connections(connections)
    , m_model(new BanPreviewModel(this))
    , m_headline(new QLabel(this))
    , m_table(new ListTable(Columns, BanPreviewModel::Id, this))
{
    m_headline->setObjectName(u"previewHeadline"_s);
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setWordWrap(true);
    m_table->setObjectName(u"previewTable"_s);
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false); // in the order of the connections: only the first ones are here
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            ShownRows * m_table->verticalHeader()->defaultSectionSize() +
                            2 * m_table->frameWidth());

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Spacing::Small);
    layout->addWidget(m_headline);
    layout->addWidget(m_table);

    m_delay.setSingleShot(true);
    m_delay.setInterval(RecountDelay);
    connect(&m_delay, &QTimer::timeout, this, &BanPreview::recount);
    const auto recountSoon = [this] {
        if (!m_delay.isActive())
            m_delay.start();
    };
    connect(&connections, &QAbstractItemModel::rowsInserted, this, recountSoon);
    connect(&connections, &QAbstractItemModel::rowsRemoved, this, recountSoon);
    connect(&connections, &QAbstractItemModel::modelReset, this, recountSoon);
    connect(&connections, &QAbstractItemModel::dataChanged, this, recountSoon); // a user may be another one
    connect(&connections, &ConnectionsModel::endedChanged, this, recountSoon);
    retranslate();
}

void BanPreview::setMatcher(Matcher matcher)
{
    m_matcher = std::move(matcher);
    recount();
}

void BanPreview::recount()
{
    m_count = 0;
    std::vector<ConnectionInfo> first;
    for (int row = 0; m_matcher && row < m_connections.rowCount(); ++row) {
        const ConnectionRow &connection = m_connections.rowAt(row);
        if (connection.isEnded() || !m_matcher(connection.info))
            continue;
        ++m_count;
        if (first.size() < MaxRows)
            first.push_back(connection.info);
    }
    m_model->setConnections(std::move(first));
    retranslate();
}

void BanPreview::retranslate()
{
    const QString total = Format::count(quint64(m_connections.openCount()));
    const QString shown =
        tr("%Ln of %1 connection(s) would be closed now, with code 4403", nullptr, m_count).arg(total);
    m_headline->setText(m_count > int(MaxRows) ? tr("%1. The first %2:").arg(shown, Format::count(MaxRows))
                                               : shown);
    m_table->setPlaceholder(tr("Nobody who is connected now"));
    m_table->setAccessibleName(tr("Connections that would be closed"));
    m_model->retranslate();
}

void BanPreview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace signalbox
