#include "ui/events/eventdialog.h"

#include "ui/events/eventtext.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! A string of TOML. The entries have no control characters: the configuration would not have accepted them.
QString quoted(QString text)
{
    text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + text + u'"';
}

} // namespace

EventDialog::EventDialog(const ServerEvent &event, const ServerStatus &status, QWidget *parent)
    : FactsDialog(tr("Event"), EventText::of(event), EventText::facts(event), parent)
{
    const auto *refused = std::get_if<RequestRefused>(&event.body);
    const QString lines = refused ? configurationFor(*refused, status) : QString();
    if (lines.isEmpty())
        return;
    addWidget(makeAdvice(*refused, lines));
    connect(addButton(tr("Copy Lines"), u"copyLines"_s), &QPushButton::clicked, this, [this, lines] {
        QGuiApplication::clipboard()->setText(lines);
        Q_EMIT copied(tr("Copied the lines for the configuration"));
    });
}

QString EventDialog::configurationFor(const RequestRefused &refused, const ServerStatus &status)
{
    if (refused.entry.isEmpty())
        return {};
    const bool isHost = refused.subject == RequestRefused::Subject::Host;
    QStringList entries = isHost ? status.hosts : status.origins;
    if (!entries.contains(refused.entry))
        entries += refused.entry;
    for (QString &entry : entries)
        entry = quoted(entry);
    return u"[policy]\n%1 = [%2]\n"_s.arg(isHost ? u"hosts"_s : u"origins"_s, entries.join(u", "_s));
}

QWidget *EventDialog::makeAdvice(const RequestRefused &refused, const QString &lines)
{
    const bool isHost = refused.subject == RequestRefused::Subject::Host;
    auto *advice = new QWidget;
    auto *layout = new QVBoxLayout(advice);
    layout->setContentsMargins({});
    auto *explanation =
        new QLabel(isHost ? tr("To serve requests with this host, put these lines into the configuration "
                               "file and reload it "
                               "(signal HUP). Where [policy] is there already, change hosts in it.")
                          : tr("To let pages of this origin connect, put these lines into the configuration "
                               "file and reload it "
                               "(signal HUP). Where [policy] is there already, change origins in it. Such "
                               "pages act in the name "
                               "of whoever visits them: allow only those that you trust."));
    explanation->setWordWrap(true);
    auto *text = new QPlainTextEdit(lines);
    text->setObjectName(u"configuration"_s);
    text->setAccessibleName(tr("Lines for the configuration"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setMaximumHeight(5 * text->fontMetrics().lineSpacing());
    layout->addWidget(explanation);
    layout->addWidget(text);
    return advice;
}

} // namespace signalbox
