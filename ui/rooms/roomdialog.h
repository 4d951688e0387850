#pragma once

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QPushButton;

namespace signalbox {

//! Asks for the name of a room and suggests existing rooms. OK is enabled only while the name is valid.
class RoomDialog final : public QDialog
{
    Q_OBJECT
public:
    enum class Purpose : quint8 { PutIn, TakeOut };

    //! \a connections is the number of connections, at least one; \a rooms are suggested.
    RoomDialog(Purpose purpose, int connections, const QStringList &rooms, QWidget *parent = nullptr);

    QString room() const;
    void setRoom(const QString &room);

protected:
    void changeEvent(QEvent *event) override;

private:
    void check();
    void retranslateUi();

    Purpose m_purpose;
    int m_connections;
    QLabel *m_question;
    QLabel *m_label;
    QComboBox *m_room;
    QDialogButtonBox *m_buttons;
    QPushButton *m_ok;
    QPushButton *m_cancel;
};

} // namespace signalbox
