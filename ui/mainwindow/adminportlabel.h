#pragma once

#include "core/console/console.h"

#include <QLabel>

namespace signalbox {

//! The address of the admin port, at the end of the status bar.
class AdminPortLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit AdminPortLabel(QWidget *parent = nullptr);

    void setStatus(const ServerStatus &status);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    ServerStatus m_status;
};

} // namespace signalbox
