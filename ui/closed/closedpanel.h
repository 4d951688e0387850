#pragma once

#include "core/console/console.h"
#include "core/model/queryfields.h"
#include "ui/connections/listpane.h"
#include "ui/dialogs/fact.h"

#include <QTimer>

#include <memory>

class QAction;

namespace signalbox {

class ClosedModel;
class ClosedProxyModel;
class FilterBar;
class ListTable;
struct ClosedRow;

//! The connections that have ended, the last one first, each with the reason why, with a filter, and what can be done for
//! those who were connected.
class ClosedPanel final : public ListPane
{
    Q_OBJECT
public:
    //! \a api must outlive it.
    explicit ClosedPanel(ConnectionsApi &api, QWidget *parent = nullptr);

    QAction *messagesAction() const { return m_messages; }
    QAction *writeAction() const { return m_write; }
    QAction *detailsAction() const { return m_details; }
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
    //! Emitted when the user wants to read what the connection received and sent; \a filter is one of the message log.
    void messagesRequested(const QString &filter);
    //! Emitted when the user wants to write a message to \a user, who may be connected again.
    void writeToUserRequested(const QString &user);
    void actionReported(const QString &text);
    //! Emitted when another connection was selected.
    void factsSelected(const signalbox::FactSheet &sheet);
    //! Emitted with every batch, for those who show why a connection ended.
    void ended(const signalbox::ClosedBatch &batch);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void applyFilter();
    void updateActions();
    void updateTexts();
    void showDetails();
    void copySelection();
    void setIcons();
    void retranslateUi();
    QStringList valuesOf(QueryField field) const;
    //! Returns the only selected row; null if there is none, or several.
    const ClosedRow *selectedRow() const;
    static Facts factsOf(const ClosedRow &row);
    void offerFacts();

    ConnectionsApi &m_api;
    ClosedModel *m_model;
    ClosedProxyModel *m_proxy;
    FilterBar *m_filter; // before the table: the order in which Tab moves the focus
    ListTable *m_table;
    QAction *m_messages;
    QAction *m_write;
    QAction *m_details;
    QAction *m_copy;
    quint64 m_offered = 0; //!< number of the row that factsSelected() was emitted for
    QTimer m_refilter;     //!< active while the filter depends on the time
    std::unique_ptr<ClosedSubscription> m_subscription; //!< null: not watching
};

} // namespace signalbox
