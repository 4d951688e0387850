#pragma once

#include "core/console/console.h"
#include "core/model/queryfields.h"
#include "ui/connections/connectionactions.h"
#include "ui/connections/listpane.h"

#include <memory>
#include <optional>

class QAction;
class QStackedLayout;

namespace signalbox {

class ActionRunner;
class ConnectionsModel;
class ConnectionsProxyModel;
class ConnectionsView;
class FilterBar;

//! The list of connections: filter, table, and the actions on the selected connections.
class ConnectionsPanel final : public ListPane
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit ConnectionsPanel(Console &console, QWidget *parent = nullptr);
    ~ConnectionsPanel() override;

    QAction *kickAction() const;
    QAction *closeAction() const;
    QAction *closeAllAction() const;
    QAction *pingAction() const;
    QAction *copyAddressAction() const;

    //! Sets what the actions apply to while another list is shown; nullopt: the selection of this one.
    void setOtherTargets(const std::optional<ActionTargets> &targets);
    //! Runs all actions of the window on connections.
    ActionRunner &runner() { return *m_runner; }

    //! Sets the widget that is shown instead of the table while there is no connection. Takes ownership of \a
    //! widget.
    void setEmptyState(QWidget *widget);
    const ConnectionsModel &model() const { return *m_model; }

    QString title() const override;
    void setWatching(bool on) override;
    void activateFilter() override;
    void activateList() override;
    ActionTargets targets() const override;
    QString selectionText() const override;

    std::optional<ConnectionInfo> infoOf(ConnectionId id) const;
    //! Sets why a connection ended; its row says so for a moment.
    void explainEnd(ConnectionId id, const QString &why);
    //! Returns the selected connections in the order of the table. Connections hidden by the filter are never
    //! selected.
    QList<ConnectionId> selection() const { return m_selection; }

    //! Columns, sorting, and the choice of the last kick.
    QByteArray saveState() const override;
    bool restoreState(const QByteArray &state) override;

Q_SIGNALS:
    void selectionChanged(const QList<signalbox::ConnectionId> &selection);
    //! Emitted when an action has finished, or a command of others; \a text is a sentence about its outcome.
    void actionReported(const QString &text);
    //! Emitted when the user wants to see all about a connection: by Return or a double-click.
    void detailsRequested(signalbox::ConnectionId connection);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void apply(const ConnectionDelta &delta);
    void applyFilter();
    QStringList valuesOf(QueryField field) const;
    void rememberSelection();
    void restoreSelection();
    void updateSelection();
    void updateActions();
    std::optional<ConnectionActions::Matches> filterMatches() const;
    void updateTexts();
    void showContextMenu(QPoint at);
    void retranslateUi();

    ConnectionsApi &m_api;
    ConnectionsModel *m_model;
    ConnectionsProxyModel *m_proxy;
    ActionRunner *m_runner;
    ConnectionActions *m_actions;
    FilterBar *m_filter; // before the view: the order in which Tab moves the focus
    ConnectionsView *m_view;
    QStackedLayout *m_pages;
    QWidget *m_emptyState = nullptr;
    QAction *m_showDetails;
    std::unique_ptr<ConnectionsSubscription> m_subscription; //!< null: not watching
    bool m_isWatching = false;

    QList<ConnectionId> m_selection;
    std::optional<ActionTargets> m_otherTargets;
    bool m_hasKept = false; //!< from a reset of the model until there are rows again
    QList<ConnectionId> m_keptSelection;
    ConnectionId m_keptCurrent;
    int m_keptScroll = 0;
};

} // namespace signalbox
