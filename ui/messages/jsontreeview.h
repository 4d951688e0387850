#pragma once

#include "ui/messages/payloadsearch.h"

#include <QTreeView>

#include <vector>

class QAction;

namespace signalbox {

class JsonIndex;
class JsonTreeModel;

//! Shows a JSON text as a tree, with actions to copy what is current and to expand all below it.
class JsonTreeView final : public QTreeView, public PayloadSearch
{
    Q_OBJECT
public:
    static constexpr int MaxExpanded = 5000; //!< rows that "expand all" makes visible

    explicit JsonTreeView(QWidget *parent = nullptr);

    //! Shows \a index; expands the first levels while these are few rows.
    void showJson(JsonIndex index);
    void clear();
    void retranslate();

    int search(const QString &text) override;
    int firstMatch() const override;
    void showMatch(int number) override;

Q_SIGNALS:
    //! A sentence about what an action did.
    void reported(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void updateActions();
    void copyPath();
    void copyFilter();
    void copyValue();
    void expandAll();
    //! Expands what is below \a index, breadth first, until \a maxRows are visible there. Returns false if there is more.
    bool expandBelow(const QModelIndex &index, int maxRows);
    void collapseBelow();

    JsonTreeModel *m_model;
    QAction *m_copyPath;
    QAction *m_copyFilter;
    QAction *m_copyValue;
    QAction *m_expandAll;
    QAction *m_collapseAll;
    std::vector<qint32> m_matches; //!< nodes, ascending
};

} // namespace signalbox
