#pragma once

#include "core/console/console.h"

#include <QList>
#include <QWidget>

#include <optional>

class QAction;
class QLabel;
class QStackedLayout;

namespace signalbox {

class ConnectionActions;
class ConnectionsModel;
class ConnectionsProxyModel;
class ConnectionsView;
class FilterBar;

//! The connections half of the window: filter, table, and the actions on what is selected.
class ConnectionsPanel final : public QWidget
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

    //! More for the menu of the table; borrowed.
    void setMoreActions(const QList<QAction *> &actions) { m_moreActions = actions; }
    //! Shown instead of the table while there is no connection at all. Takes \a widget over.
    void setEmptyState(QWidget *widget);
    //! Begins or ends watching the server.
    void setWatching(bool on);

    std::optional<ConnectionInfo> infoOf(ConnectionId id) const;
    //! In the order of the table. What the filter hides is never selected.
    QList<ConnectionId> selection() const { return m_selection; }

    //! Columns, sorting, and the last kick.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    void selectionChanged(const QList<signalbox::ConnectionId> &selection);
    //! How an action ended, as a sentence.
    void actionReported(const QString &text);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void apply(const ConnectionDelta &delta);
    void applyFilter();
    void keepForReset();
    void restoreAfterReset();
    void updateSelection();
    void updateTexts();
    void colorFilterError();
    void showContextMenu(QPoint at);
    void retranslateUi();

    ConnectionsApi &m_face;
    ConnectionsModel *m_model;
    ConnectionsProxyModel *m_proxy;
    ConnectionActions *m_actions;
    FilterBar *m_filter; // made in the order in which Tab goes from one to the next
    ConnectionsView *m_view;
    QLabel *m_filterError;
    QStackedLayout *m_pages;
    QWidget *m_emptyState = nullptr;
    QList<QAction *> m_moreActions;
    bool m_isWatching = false;

    QList<ConnectionId> m_selection;
    bool m_isKeeping = false; //!< over a reset of the model, until there are rows again
    QList<ConnectionId> m_keptSelection;
    ConnectionId m_keptCurrent;
    int m_keptScroll = 0;
};

} // namespace signalbox
