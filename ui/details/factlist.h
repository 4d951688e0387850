#pragma once

#include "ui/dialogs/fact.h"

#include <QLineEdit>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace signalbox {

//! A value that can be selected and copied. Shortened with … where there is no room, unless it has the focus.
class FactValue final : public QLineEdit
{
    Q_OBJECT
public:
    explicit FactValue(QWidget *parent = nullptr);

    void setFact(const Fact &fact);
    QString fullText() const { return m_fact.value; }
    //! To be called when the palette of the parent has changed.
    void setColours();

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void refresh();
    Fact m_fact;
};

//! Facts in two columns. What does not change keeps its selection.
class FactList final : public QWidget
{
    Q_OBJECT
public:
    explicit FactList(QWidget *parent = nullptr);

    void setFacts(const Facts &facts);
    const Facts &facts() const { return m_facts; }

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Line
    {
        QLabel *title;
        FactValue *value;
    };

    void addLine();
    void fitTitles();

    Facts m_facts;
    std::vector<Line> m_lines; //!< the last ones may be hidden
    QGridLayout *m_layout;
};

} // namespace signalbox
