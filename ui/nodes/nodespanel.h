#pragma once

#include "core/console/console.h"
#include "ui/connections/listpane.h"
#include "ui/dialogs/fact.h"

#include <memory>
#include <optional>

class QAction;
class QLabel;

namespace signalbox {

class ElidedLabel;
class ListTable;
class NodesModel;
class NodesProxyModel;

//! The nodes of the cluster, and the state of its broker. The badge says how many there are, and how many of them are late.
class NodesPanel final : public ListPane
{
    Q_OBJECT
public:
    //! \a api must outlive it.
    explicit NodesPanel(NodesApi &api, QWidget *parent = nullptr);

    QAction *detailsAction() const { return m_details; }
    QAction *copyAction() const { return m_copy; }
    const ClusterStatus &cluster() const { return m_cluster; }

    QString title() const override;
    void setWatching(bool on) override;
    //! There are few nodes, and no filter: gives the list the focus.
    void activateFilter() override;
    void activateList() override;
    QString selectionText() const override;
    QByteArray saveState() const override;
    bool restoreState(const QByteArray &state) override;

Q_SIGNALS:
    //! Emitted with every report, also where there is no cluster.
    void clusterChanged(const signalbox::ClusterStatus &cluster);
    void actionReported(const QString &text);
    //! Emitted when another node was selected.
    void factsSelected(const signalbox::FactSheet &sheet);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void take(const ClusterStatus &cluster);
    void updateActions();
    void updateTexts();
    void offerFacts();
    Facts factsOf(const ClusterNode &node) const;
    void showDetails();
    void copySelection();
    void setIcons();
    void retranslateUi();
    //! Returns the only selected node; null if there is none, or several.
    const ClusterNode *selectedNode() const;

    NodesApi &m_api;
    NodesModel *m_model;
    NodesProxyModel *m_proxy;
    ElidedLabel *m_broker;
    QLabel *m_scope;
    ListTable *m_table;
    QAction *m_details;
    QAction *m_copy;
    ClusterStatus m_cluster;
    std::unique_ptr<NodesSubscription> m_subscription; //!< null: not watching
    std::optional<quint64> m_offered;                  //!< node that factsSelected() was emitted for
};

} // namespace signalbox
