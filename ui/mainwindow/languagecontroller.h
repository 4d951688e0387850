#pragma once

#include <QObject>
#include <QTranslator>

namespace signalbox {

//! The language of the window, which may be changed at run time: Qt sends QEvent::LanguageChange to all
//! widgets. English is the source language; its translator contains only the plural forms.
class LanguageController final : public QObject
{
    Q_OBJECT
public:
    explicit LanguageController(QObject *parent = nullptr);
    ~LanguageController() override;

    //! Returns the codes for setLanguage(): empty (the language of the system), `en`, `zh_CN`.
    static QStringList languages();
    //! Returns the name of a language in that language; empty for the language of the system.
    static QString nativeName(const QString &code);

    QString language() const { return m_language; }
    //! An unknown code selects the language of the system.
    void setLanguage(const QString &code);

private:
    void removeTranslators();

    QString m_language;
    QTranslator m_plurals;
    QTranslator m_texts;
    QTranslator m_toolkit; //!< texts of Qt itself, if they are installed (qt6-translations-l10n)
};

} // namespace signalbox
