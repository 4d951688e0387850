#pragma once

#include "core/model/ban.h"
#include "ui/bans/ownaddresses.h"
#include "ui/dialogs/bansubject.h"

#include <QDialog>

#include <functional>
#include <optional>
#include <vector>

class QComboBox;
class QDateTimeEdit;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class BanPreview;
class ConnectionsModel;

//! Asks for a ban, new or edited: whom it is about, why, and for how long. Shows all the time whom it would close. A ban
//! of an address of this machine is asked about once more.
class BanDialog final : public QDialog
{
    Q_OBJECT
public:
    //! How the dialog gets what it cannot know. Tests replace it.
    struct Surroundings
    {
        std::function<WallTime()> clock;
        OwnAddresses ownAddresses;

        static Surroundings ofSystem();
    };

    //! For a new ban; what \a subject has is proposed. \a connections must outlive the dialog.
    BanDialog(const ConnectionsModel &connections, const BanSubject &subject, QWidget *parent = nullptr,
              Surroundings surroundings = Surroundings::ofSystem());
    //! To edit reason and end of \a ban.
    BanDialog(const ConnectionsModel &connections, const Ban &ban, QWidget *parent = nullptr,
              Surroundings surroundings = Surroundings::ofSystem());

    //! Returns the ban as it was accepted. Of a new one only kind, value, reason and end count.
    const Ban &ban() const { return m_ban; }

public Q_SLOTS:
    void accept() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    //! What the user chooses from; an address and a network are one kind of ban.
    enum class Choice : quint8 { User, Address, Network, Origin };
    static constexpr int ChoiceCount = int(Choice::Origin) + 1;
    enum class Duration : quint8 { Hour, Day, Week, ForEver, Until };
    static constexpr int DurationCount = int(Duration::Until) + 1;

    void buildForm(const ConnectionsModel &connections);
    void propose(const BanSubject &subject);
    Choice choice() const;
    Duration duration() const;
    //! Returns the ban of the fields, or what is wrong with it.
    Result<Ban> read() const;
    void chooseKind();
    void check();
    void askAgain();
    void retranslate();

    Surroundings m_surroundings;
    bool m_isNew;
    Ban m_ban;
    std::vector<QString> m_values; //!< by Choice: what was proposed or typed
    int m_lastChoice = 0;
    BanPreview *m_preview = nullptr;
    QFormLayout *m_form = nullptr;
    QLabel *m_kindLabel = nullptr;
    QComboBox *m_kind = nullptr;
    QLabel *m_valueLabel = nullptr;
    QLineEdit *m_value = nullptr;
    QLabel *m_problem = nullptr; //!< what is wrong, or that this machine is hit
    QLabel *m_reasonLabel = nullptr;
    QLineEdit *m_reason = nullptr;
    QLabel *m_durationLabel = nullptr;
    QComboBox *m_duration = nullptr;
    QLabel *m_untilLabel = nullptr;
    QDateTimeEdit *m_until = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_ok = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace signalbox
