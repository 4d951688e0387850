#pragma once

#include "ui/connections/actionresultsmodel.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTableView;

namespace signalbox {

//! Shows how an action ended for each connection: a table, which can be limited to one kind of outcome and copied.
class ActionReportDialog final : public QDialog
{
    Q_OBJECT
public:
    //! \a summary: a sentence about all of it. Shows what did not go well, if there is anything.
    ActionReportDialog(const CommandBody &command, const std::vector<LongAction::Result> &results,
                       const QString &summary, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void retranslate();
    QString nameOf(ActionResultsModel::Shown shown) const;

    ActionResultsModel *m_model;
    QLabel *m_summary;
    QLabel *m_shownLabel;
    QComboBox *m_shown; //!< the data of an entry: ActionResultsModel::Shown
    QTableView *m_table;
    QDialogButtonBox *m_buttons;
    QPushButton *m_copy;
    QPushButton *m_close;
};

} // namespace signalbox
