#pragma once

#include "core/model/connectioninfo.h"
#include "ui/dialogs/scopebox.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace signalbox {

//! Close code and reason of a kick.
struct KickChoice
{
    quint16 code = 4100;
    QString reason;

    friend bool operator==(const KickChoice &, const KickChoice &) = default;
};

//! Asks for the close code and the reason of a kick. Kick is enabled only while the reason fits into a Close
//! frame. Cancel is the default button until a code was chosen or a reason was typed.
class KickDialog final : public QDialog
{
    Q_OBJECT
public:
    //! What is to be kicked.
    struct Targets
    {
        int connections = 0;
        QString names{};                       //!< whose they are, a text for a sentence
        std::optional<ConnectionInfo> only{};  //!< if it is a single connection
        std::optional<FilterScope> matching{}; //!< what else it may apply to
    };

    //! \a initial is preselected.
    KickDialog(Targets targets, const KickChoice &initial, QWidget *parent = nullptr);

    quint16 code() const;
    QString reason() const;
    KickChoice choice() const { return {code(), reason()}; }
    //! Returns whether all that the filter shows is to be kicked.
    bool appliesToMatching() const { return m_scope && m_scope->isMatching(); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildForm();
    void choose(const KickChoice &choice);
    bool isCustom() const;
    void showCode();
    void showReasonSize();
    void retranslateUi();
    QString headline() const;
    QString codeHint() const;

    Targets m_targets;
    QLabel *m_headline = nullptr;
    ScopeBox *m_scope = nullptr; //!< null: there is no choice
    QLabel *m_presetLabel = nullptr;
    QComboBox *m_preset = nullptr;
    QLabel *m_customLabel = nullptr;
    QSpinBox *m_custom = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_reasonLabel = nullptr;
    QLineEdit *m_reason = nullptr;
    QLabel *m_reasonSize = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_kick = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace signalbox
