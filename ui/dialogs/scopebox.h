#pragma once

#include <QString>
#include <QWidget>

class QRadioButton;

namespace signalbox {

//! The connections that a filter shows, as an alternative to the selected ones.
struct FilterScope
{
    QString filter;      //!< its text
    int connections = 0; //!< that it shows
    QString names;       //!< whose they are, a text for a sentence
};

//! Lets the user choose whether an action applies to what is selected or to all that the filter shows. The selection is
//! preselected.
class ScopeBox final : public QWidget
{
    Q_OBJECT
public:
    ScopeBox(int selected, FilterScope matching, QWidget *parent = nullptr);

    //! Returns whether all that the filter shows was chosen.
    bool isMatching() const;
    const FilterScope &matching() const { return m_matching; }

Q_SIGNALS:
    //! Emitted when the user has chosen the other one.
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    int m_selectedCount;
    FilterScope m_matching;
    QRadioButton *m_selected;
    QRadioButton *m_all;
};

} // namespace signalbox
