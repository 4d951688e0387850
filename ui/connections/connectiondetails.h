#pragma once

#include "core/base/id.h"
#include "ui/connections/connectioncolumns.h"

#include <QScrollArea>
#include <QTimer>

#include <array>

class QLabel;

namespace signalbox {

class ConnectionsModel;

//! Shows all values of one connection at full length, also those of hidden columns. Up to date until the connection ends;
//! then the last values stay.
class ConnectionDetails final : public QScrollArea
{
    Q_OBJECT
public:
    //! \a model must outlive it.
    explicit ConnectionDetails(const ConnectionsModel &model, QWidget *parent = nullptr);

    //! Ignored if there is no connection \a id.
    void setConnection(ConnectionId id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void retranslateUi();

    const ConnectionsModel &m_model;
    ConnectionId m_id;
    QString m_user; //!< as in a sentence; empty: no connection was chosen
    QLabel *m_headline;
    std::array<QLabel *, ConnectionColumnCount> m_titles{};
    std::array<QLabel *, ConnectionColumnCount> m_values{};
    QTimer m_refresh;
};

} // namespace signalbox
