#pragma once

#include "core/console/console.h"
#include "ui/messages/messagesmodel.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QToolButton;

namespace signalbox {

class MessagesProxyModel;
class MessageTable;

//! The message log with its tools. Paused means that nothing is added; what comes meanwhile is counted, and a
//! row tells the number afterwards.
class MessagesPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit MessagesPanel(MessagesApi &face, QWidget *parent = nullptr);
    MessagesPanel(MessagesApi &face, MessageRing::Limits limits, QWidget *parent = nullptr);

    //! Begins or ends listening to the server.
    void setWatching(bool on);
    //! What "Only selected" means. With no connection selected it filters nothing.
    void setSelectedConnections(const QList<ConnectionId> &ids);

    //! As if it had been typed; see MessageFilter.
    void setFilter(const QString &text);

    QAction *pauseAction() const { return m_pause; }
    QAction *clearAction() const { return m_clear; }
    QAction *followAction() const { return m_follow; }
    QAction *onlySelectedAction() const { return m_onlySelected; }
    QAction *findAction() const { return m_find; }

    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    void messageSelected(const signalbox::MessageRow &row);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildActions();
    void buildLayout();
    void addBatch(const LogBatch &batch);
    void setPaused(bool on);
    void applyFilter();
    void selectRow(int row);
    void updateSummary();
    void showSummary();
    void setIcons();
    void retranslate();

    MessagesApi &m_face;
    MessagesModel *m_model = nullptr;
    MessagesProxyModel *m_proxy = nullptr;
    MessageTable *m_table = nullptr;
    QLineEdit *m_filter = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_summary = nullptr;
    QString m_summaryText; //!< whole; the label may have room for less
    QAction *m_pause = nullptr;
    QAction *m_clear = nullptr;
    QAction *m_follow = nullptr;
    QAction *m_onlySelected = nullptr;
    QAction *m_find = nullptr;
    QTimer m_filterDelay;
    QList<ConnectionId> m_selected;
    quint64 m_missedWhilePaused = 0;
    quint64 m_leftOut = 0;
    bool m_widthsRestored = false;
};

} // namespace signalbox
