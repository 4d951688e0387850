#pragma once

#include <QStringList>
#include <QTabBar>
#include <QTabWidget>

namespace signalbox {

//! A row of tabs with a line under the current one, and a short text such as a number beside each title.
class TabRow final : public QTabBar
{
    Q_OBJECT
public:
    explicit TabRow(QWidget *parent = nullptr);

    //! Sets the text beside the title of tab \a index; empty: none. A tab becomes wider for a longer text, but not
    //! narrower for a shorter one: the tabs do not move while numbers change.
    void setBadge(int index, const QString &text);
    QString badge(int index) const { return m_badges.value(index); }

    QSize minimumSizeHint() const override;

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void tabInserted(int index) override;

private:
    void paintTab(QPainter &painter, int index) const;
    QFont titleFont(bool isCurrent) const;
    QFont badgeFont() const;

    QStringList m_badges;
    QList<int> m_badgeWidths;
    bool m_hasRing = false; //!< the user uses keys; a click or the start of the program shows no ring
};

//! Pages with a TabRow above them.
class Tabs : public QTabWidget
{
    Q_OBJECT
public:
    explicit Tabs(QWidget *parent = nullptr);

    TabRow &row() const { return *m_row; }

private:
    TabRow *m_row;
};

} // namespace signalbox
