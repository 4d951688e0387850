#pragma once

#include "core/console/console.h"
#include "core/model/queryfields.h"
#include "ui/connections/listpane.h"
#include "ui/dialogs/fact.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QAction;
class QHBoxLayout;

namespace signalbox {

class BanActions;
class BansModel;
class BansProxyModel;
class FilterBar;
class ListTable;

//! Who is kept out, with a filter: bans can be added, edited, removed, imported and exported.
class BansPanel final : public ListPane
{
    Q_OBJECT
public:
    //! \a api and \a actions must outlive it.
    BansPanel(BansApi &api, BanActions &actions, QWidget *parent = nullptr);

    QAction *addBanAction() const { return m_add; }
    QAction *editAction() const { return m_edit; }
    QAction *removeAction() const { return m_remove; }
    QAction *copyAction() const { return m_copy; }
    QAction *importAction() const { return m_import; }
    QAction *exportAction() const { return m_export; }

    //! Sets how the user chooses a file; an empty name: none. Tests replace the dialogs of the desktop.
    using FileChooser = std::function<QString()>;
    void setFileChoosers(FileChooser open, FileChooser save);

    QString title() const override;
    void setWatching(bool on) override;
    void activateFilter() override;
    void activateList() override;
    QString selectionText() const override;
    QByteArray saveState() const override;
    bool restoreState(const QByteArray &state) override;

Q_SIGNALS:
    void actionReported(const QString &text);
    //! Emitted when another ban was selected.
    void factsSelected(const signalbox::FactSheet &sheet);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildActions();
    void buildLayout();
    QHBoxLayout *makeButtons();
    void connectParts();
    void applyFilter();
    void updateActions();
    void updateTexts();
    void editSelected();
    void removeSelected();
    void copySelection();
    void importFile();
    void exportFile();
    void offerFacts();
    void setIcons();
    void retranslateUi();
    QStringList valuesOf(QueryField field) const;
    std::vector<Ban> selectedBans() const;
    //! Returns the only selected ban; null if there is none, or several.
    const Ban *selectedBan() const;

    BansApi &m_api;
    BanActions &m_actions;
    BansModel *m_model;
    BansProxyModel *m_proxy;
    FilterBar *m_filter; // before the buttons and the table: the order in which Tab moves the focus
    QAction *m_add;
    QAction *m_import;
    QAction *m_export;
    ListTable *m_table;
    QAction *m_edit;
    QAction *m_remove;
    QAction *m_copy;
    FileChooser m_openFile;
    FileChooser m_saveFile;
    BanId m_offered;                                  //!< that factsSelected() was emitted for
    QTimer m_ticker;                                  //!< active while the panel is visible
    std::unique_ptr<BansSubscription> m_subscription; //!< null: not watching
};

} // namespace signalbox
