#pragma once

#include "core/console/console.h"

#include <QLabel>

namespace signalbox {

//! The state of the server: a shape and a word on a rounded ground.
class StatePill final : public QLabel
{
    Q_OBJECT
public:
    explicit StatePill(QWidget *parent = nullptr);

    //! \a hasFailed: the server was to listen and could not.
    void setState(ServerState state, bool hasFailed);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    ServerState m_state = ServerState::Stopped;
    bool m_hasFailed = false;
};

} // namespace signalbox
