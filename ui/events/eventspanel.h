#pragma once

#include "core/console/console.h"
#include "core/model/serverevent.h"
#include "ui/connections/listpane.h"
#include "ui/dialogs/fact.h"

#include <memory>

class QAction;

namespace signalbox {

class EventsModel;
class EventsProxyModel;
class FilterBar;
class ListTable;
struct EventRow;

//! What happened to the server, the newest first, with a filter, and what can be done about it. The badge says how many
//! warnings and errors have come since the user looked.
class EventsPanel final : public ListPane
{
    Q_OBJECT
public:
    //! \a control must outlive it.
    explicit EventsPanel(ServerControlApi &control, QWidget *parent = nullptr);

    QAction *allowAction() const { return m_allow; }
    QAction *detailsAction() const { return m_details; }
    QAction *messagesAction() const { return m_messages; }
    QAction *copyAction() const { return m_copy; }

    QString title() const override;
    void setWatching(bool on) override;
    void activateFilter() override;
    void activateList() override;
    BanSubject banSubject() const override;
    QString selectionText() const override;
    QByteArray saveState() const override;
    bool restoreState(const QByteArray &state) override;

Q_SIGNALS:
    //! Emitted when the user wants to read the messages of the connection; \a filter is one of the message log.
    void messagesRequested(const QString &filter);
    void actionReported(const QString &text);
    //! Emitted when another event was selected.
    void factsSelected(const signalbox::FactSheet &sheet);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void take(const ServerEventBatch &batch);
    void applyFilter();
    void updateActions();
    void updateTexts();
    void offerFacts();
    void showDetails();
    void copySelection();
    void setIcons();
    void retranslateUi();
    //! Returns the only selected row; null if there is none, or several.
    const EventRow *selectedEvent() const;

    ServerControlApi &m_control;
    EventsModel *m_model;
    EventsProxyModel *m_proxy;
    FilterBar *m_filter; // before the table: the order in which Tab moves the focus
    ListTable *m_table;
    QAction *m_allow;
    QAction *m_details;
    QAction *m_messages;
    QAction *m_copy;
    std::unique_ptr<EventsSubscription> m_subscription; //!< null: not watching
    ServerEventId m_offered;                            //!< that factsSelected() was emitted for
    bool m_isFirstBatch = true; //!< of the subscription: everything that is remembered
};

} // namespace signalbox
