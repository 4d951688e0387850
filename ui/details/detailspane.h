#pragma once

#include "core/console/console.h"
#include "ui/connections/connectionrow.h"
#include "ui/details/endedconnections.h"
#include "ui/dialogs/fact.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class QLabel;
class QToolButton;
class QScrollArea;
class QStackedLayout;
class QVBoxLayout;

namespace signalbox {

class ConnectionsModel;
class ElidedLabel;
class FactList;
class LatencyChart;

//! Shows all about one connection: who it is, what it sent and got, its latency, its network, what happened to it, and its
//! request; or a summary of several, or what is known about a row of another list. Asks the server once a second while it is visible, one request at a time. A connection
//! that ends stays, with the reason, until another one is chosen.
class DetailsPane final : public QWidget
{
    Q_OBJECT
public:
    //! \a api and \a model must outlive it.
    DetailsPane(ConnectionsApi &api, const ConnectionsModel &model, QWidget *parent = nullptr,
                std::function<WallTime()> clock = wallNow);
    ~DetailsPane() override;

    //! Shows one connection, or a summary of several. None: what one connection showed stays.
    void setConnections(const QList<ConnectionId> &connections);
    //! Shows \a sheet until a connection is chosen.
    void showFacts(const FactSheet &sheet);
    //! Notes which connections end, from now on, and those that the server remembers.
    void setWatching(bool on);

Q_SIGNALS:
    //! Emitted when the user wants to ban whom the pane shows.
    void banRequested(const signalbox::BanSubject &subject);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeContent();
    QLabel *addSection(QVBoxLayout *layout, const QString &name, QWidget *content);
    void updateTimer();
    void request();
    void take(const ConnectionReport &report);
    void refresh();
    void refreshOne();
    void refreshSummary();
    void refreshSheet();
    void setReport(const ConnectionReport *report);
    void showSections(bool ofOne);
    //! Returns whom a ban would be about; empty: the button for it is hidden.
    BanSubject banSubject() const;
    void retranslate();

    ConnectionsApi &m_api;
    const ConnectionsModel &m_model;
    std::function<WallTime()> m_clock;
    QList<ConnectionId> m_shown;
    std::optional<FactSheet> m_sheet;         //!< is shown, and no connection
    std::optional<ConnectionRow> m_row;       //!< of the only one, as last seen
    std::optional<ConnectionReport> m_report; //!< of the only one
    bool m_isAsked = false;                   //!< a report is on its way
    QTimer m_timer;
    EndedConnections m_ended;
    std::unique_ptr<ClosedSubscription> m_subscription; //!< null: not watching

    QStackedLayout *m_pages;
    QLabel *m_hint;
    QScrollArea *m_scroll = nullptr;
    ElidedLabel *m_name = nullptr;
    QLabel *m_state = nullptr;
    QToolButton *m_ban = nullptr;
    QLabel *m_why = nullptr; //!< it ended
    FactList *m_identity = nullptr;
    QLabel *m_trafficTitle = nullptr;
    FactList *m_traffic = nullptr;
    QLabel *m_latencyTitle = nullptr;
    LatencyChart *m_latency = nullptr;
    QLabel *m_networkTitle = nullptr;
    FactList *m_network = nullptr;
    QLabel *m_eventsTitle = nullptr;
    FactList *m_events = nullptr;
    QLabel *m_requestTitle = nullptr;
    FactList *m_request = nullptr;
    QLabel *m_earlier = nullptr; //!< how the connection before ended
};

} // namespace signalbox
